# A small image with the gate and Git, for `docker run -v "$PWD":/repo` and as the image of a pipeline's job.
# Pin the base by digest: docker build --build-arg BASE=docker.io/library/python:3.13-slim@sha256:... .
ARG BASE=docker.io/library/python:3.13-slim

FROM ${BASE} AS build
WORKDIR /src
COPY action/requirements.txt action/requirements.txt
RUN python3 -m venv /opt/threatgate \
 && /opt/threatgate/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
    --require-hashes --only-binary :all: --requirement action/requirements.txt \
 && /opt/threatgate/bin/python -m pip uninstall --yes --quiet pip
COPY src/threatgate src/threatgate
RUN cp -r src/threatgate "$(/opt/threatgate/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/" \
 && /opt/threatgate/bin/python -I -m compileall -q /opt/threatgate/lib

FROM ${BASE}
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin threatgate
COPY --from=build /opt/threatgate /opt/threatgate
RUN printf '#!/bin/sh\nexec /opt/threatgate/bin/python -I -m threatgate "$@"\n' > /usr/local/bin/threatgate \
 && chmod 755 /usr/local/bin/threatgate \
 && threatgate --version
USER 10001
WORKDIR /repo
# No entrypoint: GitLab starts a shell in the image of a job.
CMD ["threatgate", "check"]
