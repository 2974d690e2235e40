namespace ActorProxy.Shared.Operator;

/// <summary>A value that rows of an answer have.</summary>
/// <param name="Name">Its name in the row, in kebab case.</param>
/// <param name="Wide">Whether tables for people leave it out where there is little room.</param>
public sealed record OperatorColumn(string Name, ColumnUnit Unit = ColumnUnit.Text, bool Wide = false);

/// <summary>What a value of a row is.</summary>
public enum ColumnUnit
{
    Text,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>A whole number of bytes.</summary>
    Bytes,

    /// <summary>A whole number of bytes per second.</summary>
    BytesPerSecond,

    /// <summary>A number per second.</summary>
    PerSecond,

    /// <summary>A whole number of milliseconds.</summary>
    Milliseconds,

    /// <summary>ISO 8601, UTC.</summary>
    Time,

    /// <summary>true or false.</summary>
    Flag,
}
