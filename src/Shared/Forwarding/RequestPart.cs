using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Forwarding;

/// <summary>A piece of what a client sends on a connection: a head, or a part of a body.</summary>
/// <param name="Length">Its bytes, at the start of those that were given; 0 where it takes more of them to tell.</param>
/// <param name="Head">Where it is a head. Also of one that is refused, where it could be read.</param>
/// <param name="Refusal">How the request ends, and why, in one sentence that quotes no bytes of the client. Nothing behind it can be read.</param>
public readonly record struct RequestPart(int Length, RequestHead? Head = null, (TerminationReason Reason, string Detail)? Refusal = null);
