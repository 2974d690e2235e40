# docker build -t actorproxy:0.1.0 .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY hocon/reference.conf hocon/
COPY src/ src/
# true: with Petabridge.Cmd, which is proprietary and in no lock file (docs/pbm.md).
ARG PETABRIDGE_CMD=false
RUN dotnet restore src/Node -p:PetabridgeCmd=$PETABRIDGE_CMD $([ "$PETABRIDGE_CMD" = true ] || echo --locked-mode)
RUN dotnet publish src/Node -c Release --no-restore -p:PetabridgeCmd=$PETABRIDGE_CMD -o /app

# No shell and no package manager; OpenSSL and the roots of the web are in it.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
# Diagnostics would put a socket into /tmp; nothing else is written but the registry's data-directory.
ENV DOTNET_EnableDiagnostics=0
# Young objects in 16 MiB, half as many collections and of these a tenth as many of the second generation: 5 to 7 % of the CPU of short
# connections, for 21 MB of memory (docs/performance.md). The runtime takes it from the environment alone.
ENV DOTNET_GCgen0size=0x1000000
# For kubectl exec POD -- actorproxy ...
ENV PATH=/app:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
COPY --from=build /app /app
USER 10001:10001
EXPOSE 8080 8081 9464 4053
STOPSIGNAL SIGTERM
ENTRYPOINT ["/app/actorproxy"]
CMD ["run", "/etc/actorproxy/actorproxy.conf"]
