# The server and glibc's few files, without a shell or a package manager. Dependencies are a layer of their own: a change
# of the sources compiles only them. By hand: docker build -t customary . && docker run -p 127.0.0.1:8000:8000 customary

ARG RUST=1.95
FROM rust:${RUST}-slim-bookworm AS build
WORKDIR /build

# The manifest names files that are not here yet, tests among them: each gets an empty program, for this layer only.
COPY .cargo .cargo
COPY Cargo.toml Cargo.lock ./
RUN sed -n 's/^path = "\(.*\)"$/\1/p' Cargo.toml | while read -r file; do \
        mkdir -p "$(dirname "$file")" && echo 'fn main() {}' > "$file"; done \
    && echo 'fn main() {}' > build.rs \
    && cargo build --release --locked --bin customary \
    && cargo clean --release --package customary

COPY . .
RUN cargo build --release --locked --bin customary

# The binary with the shared files of glibc that it is linked to; glibc finds hosts by files and DNS without more.
# The folder of the data is apart: it is the one thing that belongs to the user that runs, and so will a new volume.
RUN mkdir -p /owned/data /image/etc \
    && cp target/release/customary /image/customary \
    && ldd target/release/customary | grep -o '/[^ ]*' | xargs cp --dereference --parents --target-directory /image \
    && echo 'hosts: files dns' > /image/etc/nsswitch.conf \
    && echo 'customary:x:10001:10001::/data:/customary' > /image/etc/passwd

FROM scratch
COPY --from=build /image /
COPY --from=build --chown=10001:10001 /owned /
USER 10001:10001
# SQLite's temporary files go here too where nothing else can be written to.
WORKDIR /data
VOLUME /data
ENV CUSTOMARY_LISTEN=0.0.0.0:8000 DATABASE_URL=sqlite:///data/customary.db
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s CMD ["/customary", "health"]
ENTRYPOINT ["/customary"]
CMD ["serve"]
