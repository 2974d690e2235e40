using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Directory;

/// <summary>A node's answer, or a part of it where it is too long for one message.</summary>
public interface INodeAnswer : IWireMessage
{
    string Node { get; }

    /// <summary>Number of the part, from 0.</summary>
    int Part => 0;

    /// <summary>How many parts the answer has.</summary>
    int Parts => 1;
}
