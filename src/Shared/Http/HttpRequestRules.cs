using System.Diagnostics.CodeAnalysis;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Http;

/// <summary>What a request that is no upgrade must be, so that it means the same to us and to the backend.</summary>
public static class HttpRequestRules
{
    /// <param name="refusal">The first rule that is broken: how the request ends, and a sentence for the client.</param>
    public static bool TryCheck(
        RequestHead head, [NotNullWhen(true)] out HttpRequest? request, out (TerminationReason Reason, string Detail) refusal)
    {
        request = null;
        refusal = default;
        var fields = head.Fields;
        if (FieldRules.Error(fields) is { } fieldError)
            refusal = (TerminationReason.BadRequest, fieldError);
        else if (head.Method.Length > MethodRules.MaxLength)
            refusal = (TerminationReason.BadRequest, MethodRules.TooLong);
        else if (!MethodRules.IsForwarded(head.Method))
            refusal = (TerminationReason.MethodNotAllowed, $"The method {head.Method} is not forwarded.");
        else if (!BodyFraming.TryRead(head, out _, out var framingError))
            refusal = (TerminationReason.BadRequest, framingError);
        else if (HopByHop.ConnectionError(fields) is { } connectionError)
            refusal = (TerminationReason.BadRequest, connectionError);
        else if (fields.CountOf("Host") != 1)
            refusal = (TerminationReason.BadRequest, "The request does not have exactly one Host field.");
        else if (!Authority.TryParse(fields.First("Host"), out var host))
            refusal = (TerminationReason.BadRequest, "The Host field is no host with an optional port.");
        else if (!RequestTarget.TryReduce(head.Target, host, out var target, out var targetError, head.Method))
            refusal = (TerminationReason.BadRequest, targetError);
        else
            request = new HttpRequest(head.Method, host.Host, target, fields);
        return request is not null;
    }
}

/// <summary>A request that is no upgrade and keeps <see cref="HttpRequestRules"/>.</summary>
/// <param name="Host">The host of the Host field, in lower case and without port.</param>
/// <param name="Target">Path and query as sent, in origin-form; or <see cref="RequestTarget.Asterisk"/>.</param>
/// <param name="Fields">All fields as the client sent them.</param>
public sealed record HttpRequest(string Method, string Host, string Target, HeaderFields Fields);
