# syntax=docker/dockerfile:1
# The farm in one image: every role (web, worker, beat, or all in one) is a command of it.
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS wheels
COPY requirements.txt /build/
RUN pip wheel --no-cache-dir --no-deps --require-hashes --wheel-dir /wheels -r /build/requirements.txt

FROM python:${PYTHON}-slim
LABEL org.opencontainers.image.title="printfarm" \
      org.opencontainers.image.description="Self-hosted automation for farms of FDM 3D printers" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    FARM_DATA=/data
RUN --mount=type=bind,from=wheels,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --no-deps /wheels/*.whl
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin farm \
    && install -d -o farm -g farm /data
WORKDIR /app
COPY LICENSE manage.py ./
COPY apps ./apps
COPY printfarm ./printfarm
COPY templates ./templates
COPY static ./static
COPY locale ./locale
COPY demo ./demo
USER farm
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "manage.py", "farm", "--host", "0.0.0.0"]
