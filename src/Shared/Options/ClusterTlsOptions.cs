using ActorProxy.Shared.Tls;

namespace ActorProxy.Shared.Options;

/// <summary>Mutual TLS of the cluster's own traffic: each node shows its certificate and asks for the other's.</summary>
/// <param name="Files">PEM files of this node's certificate and key.</param>
/// <param name="Ca">PEM file of the roots that the other nodes' certificates must lead to.</param>
public sealed record ClusterTlsOptions(CertificateFiles Files, string Ca);
