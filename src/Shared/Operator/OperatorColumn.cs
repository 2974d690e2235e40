namespace ActorProxy.Shared.Operator;

/// <summary>A value that rows of an answer have.</summary>
/// <param name="Name">Its name in the row, in kebab case.</param>
/// <param name="Wide">Whether tables for people leave it out where there is little room.</param>
public sealed record OperatorColumn(string Name, ColumnUnit Unit = ColumnUnit.Text, bool Wide = false);
