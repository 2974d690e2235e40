using System.Text;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Taps;

/// <summary>
/// Makes items of the frames that the loop took down: inflates what is compressed and cuts it to what is to be shown. Give it
/// the frames of both directions in their order. Not for a loop: inflating a message takes up to some milliseconds.
/// </summary>
/// <param name="maxPayload">
/// Bytes of a payload to show, 0 to <see cref="TapDecoder.MaxPayload"/>; null: none, not even that it is cut.
/// </param>
public sealed class TapReader(NegotiatedExtensions extensions, int? maxPayload) : IDisposable
{
    private readonly TapInflater _fromClient = new(extensions.TakesContextOver(TapDirection.FromClient));
    private readonly TapInflater _fromBackend = new(extensions.TakesContextOver(TapDirection.FromBackend));

    /// <param name="number">Of the message in the tap, from 1.</param>
    public TapItem Read(long number, DateTimeOffset time, TapFrame frame)
    {
        var item = new TapItem(number, time, frame.Direction, frame.Kind, frame.Size)
        {
            Compressed = frame.Compressed,
            CloseCode = frame.CloseCode,
            Detail = frame.Detail,
        };
        // Where a detail says why nothing is there, an empty payload would say something else.
        if (maxPayload is not { } max || frame.Detail is not null)
            return item;
        return frame.Compressed ? Inflate(item, frame, max) : Show(item, frame.Captured, frame.Truncated);
    }

    /// <summary>Frames are missing between the last and the next: no message follows on one that was seen.</summary>
    public void Forget()
    {
        _fromClient.Forget();
        _fromBackend.Forget();
    }

    public void Dispose() => Forget();

    private TapItem Inflate(TapItem item, TapFrame frame, int max)
    {
        var inflater = frame.Direction == TapDirection.FromClient ? _fromClient : _fromBackend;
        if (inflater.TryInflate(frame.Captured, !frame.Truncated, max, out var inflated, out var truncated))
            return Show(item, inflated, truncated);
        return item with
        {
            Detail = extensions.TakesContextOver(frame.Direction)
                ? "compressed, from the middle of the stream: no text"
                : "compressed, and cannot be inflated: no text",
        };
    }

    private static TapItem Show(TapItem item, ReadOnlyMemory<byte> payload, bool truncated) => item with
    {
        Payload = truncated && item.Kind is TapKind.Text or TapKind.Close ? WholeCharacters(payload) : payload,
        Truncated = truncated,
    };

    /// <summary>Without the beginning of a character that is cut at the end.</summary>
    private static ReadOnlyMemory<byte> WholeCharacters(ReadOnlyMemory<byte> text)
    {
        var span = text.Span;
        for (var back = 1; back <= Math.Min(3, span.Length); back++)
        {
            if ((span[^back] & 0xC0) == 0x80)
                continue; // inside a character
            return Rune.DecodeFromUtf8(span[^back..], out _, out _) == System.Buffers.OperationStatus.NeedMoreData ? text[..^back] : text;
        }
        return text;
    }
}
