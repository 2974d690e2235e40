namespace Petabridge.Cmd;

/// <summary>A piece of an answer.</summary>
/// <param name="msg">What the client prints.</param>
/// <param name="final">Whether nothing follows.</param>
public class CommandResponse(string msg, bool final = true)
{
    /// <summary>Ends an answer and prints nothing.</summary>
    public static CommandResponse Empty { get; } = new("");

    public string Msg { get; } = msg;

    public bool Final { get; } = final;
}
