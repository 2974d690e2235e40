namespace ActorProxy.Node.Kubernetes;

/// <summary>The Kubernetes API did not list the pods. Its message says what to do, and is the same for the same cause.</summary>
public sealed class PodLookupException(string message, Exception? cause = null) : IOException(message, cause);
