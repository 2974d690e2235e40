namespace Petabridge.Cmd;

/// <summary>What went wrong.</summary>
public sealed class ErroredCommandResponse(string msg, bool final = true) : CommandResponse(msg, final);
