namespace ActorProxy.Tests.Harness;

/// <summary>A fact about a real PostgreSQL server; skipped, with the reason, where there can be none.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Lacking;
}
