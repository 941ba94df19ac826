"""The attack table: every row, by its name, with the test that holds it and the quiet twin that passes beside it.

Each test is of a real repository and goes through the gate, the register or the release. A row without its test fails.
"""

from __future__ import annotations

import importlib

import pytest

DECLARED, SIGNED, SIGNERS = "test_approvals_declared", "test_approvals_signed", "test_approvals_signers"
MODELS, HERE = "test_threat_models_answers", "test_attack_table_rows"
LISTED = f"{DECLARED}::test_somebody_else_who_is_listed_may_agree"
APPROVED = f"{SIGNED}::test_the_approvers_signature_opens_the_gate"
TABLE = {
    "self-approved": (f"{DECLARED}::test_the_author_does_not_agree_under_any_name[@lea]", LISTED),
    "approver added to the list in the same pull request": (
        f"{DECLARED}::test_an_approver_whom_the_same_change_adds_is_none",
        LISTED,
    ),
    "signers file edited in the same pull request": (
        f"{SIGNED}::test_signers_of_the_same_pull_request_count_for_nothing_and_are_a_change_of_the_gate",
        f"{SIGNED}::test_a_landed_signer_may_sign_the_next_change",
    ),
    "signature of another record": (f"{SIGNED}::test_a_signature_of_another_record_proves_nothing", APPROVED),
    "signature of another repository": (f"{SIGNED}::test_a_signature_of_another_repository_proves_nothing", APPROVED),
    "signature by an expired key with a back-dated commit": (
        f"{SIGNED}::test_an_expired_key_is_not_saved_by_an_old_date",
        f"{SIGNED}::test_a_key_counts_to_the_end_of_its_last_day",
    ),
    "signature by a wildcard principal": (
        f"{SIGNERS}::test_a_line_that_lets_anybody_sign_does_not_count[anybody]",
        APPROVED,
    ),
    "record copied from another branch": (
        f"{HERE}::test_a_record_copied_from_another_branch",
        f"{HERE}::test_a_record_copied_with_its_very_change",
    ),
    "laundering by a small edit": (
        "test_gate_promises::test_laundering_by_a_small_edit_does_not_end_the_exception",
        "test_gate_promises::test_an_edit_elsewhere_in_the_file_is_quiet",
    ),
    "replay of a landed record after a revert": (
        "test_gate_attacks::test_a_landed_record_neither_answers_again_nor_changes",
        "test_gate_register::test_what_is_decided_anew_has_a_new_id",
    ),
    "replay of a landed record after a revert, at release": (
        "test_release_merges::test_a_landed_record_is_not_replayed_after_a_revert",
        "test_release_merges::test_catching_up_is_allowed_for_that_very_change",
    ),
    "last month's green eval report": (
        "test_release_blockers::test_evidence_of_the_commit_opens_it_and_that_of_last_month_does_not",
        "test_release_blockers::test_evidence_speaks_by_its_name_its_parts_or_its_file",
    ),
    "last month's green eval report as evidence": (
        "test_gate_controls::test_last_months_green_report_shows_nothing_of_this_change[False]",
        "test_gate_controls::test_last_months_green_report_shows_nothing_of_this_change[True]",
    ),
    "a backlog item due in three years": (
        f"{HERE}::test_a_backlog_item_due_in_three_years",
        f"{HERE}::test_a_backlog_item_due_in_time",
    ),
    "no_change --all by the author over a critical widening": (
        f"{HERE}::test_no_change_of_all_by_the_author_over_a_critical_widening",
        f"{HERE}::test_no_change_that_somebody_else_agreed_to",
    ),
    "expiry pushed out in place": (
        "test_gate_register::test_what_was_promised_is_not_rewritten[pushed-out]",
        "test_gate_register::test_what_may_grow_passes[layout]",
    ),
    "old record deleted and re-added": (
        f"{HERE}::test_an_old_record_deleted_and_added_again",
        "test_gate_register::test_what_is_decided_anew_has_a_new_id",
    ),
    "Threat Dragon box moved": (
        f"{MODELS}::test_what_only_looks_like_an_answer_opens_nothing[a box moved]",
        f"{MODELS}::test_what_a_model_says_anew_answers[dragon]",
    ),
    "status flipped to Accepted": (
        f"{MODELS}::test_what_only_looks_like_an_answer_opens_nothing[status flipped to accepted]",
        f"{MODELS}::test_what_a_model_says_anew_answers[markdown, an entry completed]",
    ),
    "tm.py with code that would run": (
        f"{HERE}::test_a_program_that_is_a_model_is_not_run",
        "test_threat_models_answers_native::test_a_new_model_answers[pytm]",
    ),
    "co-author as approver": (
        f"{DECLARED}::test_a_co_author_does_not_agree_however_it_is_written",
        f"{DECLARED}::test_other_people_of_the_message_do_not_void_the_approval",
    ),
    "trailer to a closed record": (
        "test_trailers::test_a_trailer_to_a_closed_record",
        "test_trailers::test_the_record_of_the_change_needs_no_word",
    ),
}


@pytest.mark.parametrize("row", TABLE)
def test_the_row_is_held(row):
    held, twin = TABLE[row]
    assert held != twin
    assert [name for name in (held, twin) if not is_test(name)] == []


def is_test(name: str) -> bool:
    """Whether a test of that name is there, and in it the case between the brackets."""
    place, bracket, case = name.partition("[")
    module, _, function = place.partition("::")
    found = getattr(importlib.import_module(module), function, None)
    return callable(found) and (not bracket or case.removesuffix("]") in cases(found))


def cases(function) -> set[str]:
    """The names of the cases of a test, as pytest gives them to those that have one mark of parameters."""
    names: set[str] = set()
    for mark in getattr(function, "pytestmark", ()):
        if mark.name != "parametrize":
            continue
        given = mark.kwargs.get("ids") or [getattr(one, "id", None) or str(one) for one in mark.args[1]]
        names |= {str(one) for one in given}
    return names
