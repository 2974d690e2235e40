using ActorProxy.Actors.Closing;

namespace ActorProxy.Actors.Directory;

/// <summary>Orders the directory to close a connection; the answer is whether there is one with this id.</summary>
public sealed record CloseById(string Id, CloseCommand Command);
