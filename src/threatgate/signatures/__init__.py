"""Signatures of approvals: what is signed, who may sign, and `ssh-keygen`, the one program that is asked about it.

A signature is detached and made with an SSH key (the format of PROTOCOL.sshsig of OpenSSH). It stands beside the record
in `<record>.sig` and binds the record's content, the repository and a namespace of our own.
"""
