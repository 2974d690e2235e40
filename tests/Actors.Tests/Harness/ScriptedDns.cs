using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorProxy.Shared.Backends.Endpoints;
using ActorProxy.Shared.Names;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>A name server (RFC 1035) that answers what the test says, by UDP.</summary>
internal sealed class ScriptedDns : IDisposable
{
    public const ushort A = 1;
    public const ushort Cname = 5;
    public const ushort Aaaa = 28;
    public const ushort Srv = 33;

    private const int HeaderLength = 12;
    private const ushort NameOfQuestion = 0xC00C; // a pointer to it (RFC 1035 section 4.1.4)
    private const ushort ServerFailure = 2;
    private const ushort NoSuchName = 3;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly ConcurrentDictionary<(string Name, ushort Type), Answer> _answers = new();

    public ScriptedDns()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Serving = Task.Run(ServeAsync);
    }

    public NameServer Server => new(IPAddress.Loopback, ((IPEndPoint)_socket.LocalEndPoint!).Port);

    /// <summary>Names that were asked for, with the type of record.</summary>
    public ConcurrentQueue<(string Name, ushort Type)> Asked { get; } = new();

    /// <summary>Ends when this is disposed of.</summary>
    public Task Serving { get; }

    /// <summary>What a name has from now on, of IPv4 and of IPv6.</summary>
    /// <param name="alias">Of which name that is said to be an alias, with a time of its own.</param>
    public void Set(string name, int ttl, IEnumerable<IPAddress> addresses, (string Name, int Ttl)? alias = null)
    {
        foreach (var (type, family) in new[] { (A, AddressFamily.InterNetwork), (Aaaa, AddressFamily.InterNetworkV6) })
        {
            var records = addresses.Where(address => address.AddressFamily == family)
                .Select(address => new Record(type, ttl, address.GetAddressBytes()));
            if (alias is { } real)
                records = records.Prepend(new Record(Cname, real.Ttl, Encoded(real.Name)));
            _answers[(name, type)] = new Answer(0, [.. records]);
        }
    }

    public void Set(string name, int ttl, params ServiceRecord[] services) =>
        _answers[(name, Srv)] = new Answer(0, [.. services.Select(service => new Record(Srv, ttl, DataOf(service)))]);

    /// <summary>The server cannot say (SERVFAIL).</summary>
    public void Fail(string name, ushort type) => _answers[(name, type)] = new Answer(ServerFailure, []);

    /// <summary>The answer is this, behind the question's id.</summary>
    public void Garble(string name, ushort type, byte[] bytes) => _answers[(name, type)] = new Answer(0, []) { Bytes = bytes };

    /// <summary>The server says nothing.</summary>
    public void Silence(string name, ushort type) => _answers[(name, type)] = new Answer(0, []) { IsSilent = true };

    public void Dispose() => _socket.Dispose();

    private async Task ServeAsync()
    {
        var buffer = new byte[4096];
        while (true)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                if (AnswerTo(buffer.AsSpan(0, received.ReceivedBytes)) is { } answer)
                    await _socket.SendToAsync(answer, received.RemoteEndPoint);
            }
            catch (Exception end) when (end is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
        }
    }

    private byte[]? AnswerTo(ReadOnlySpan<byte> query)
    {
        var (labels, at) = (new List<string>(), HeaderLength);
        for (; query[at] > 0; at += query[at] + 1)
            labels.Add(Encoding.ASCII.GetString(query.Slice(at + 1, query[at])));
        var type = BinaryPrimitives.ReadUInt16BigEndian(query[(at + 1)..]);
        var name = string.Join('.', labels);
        Asked.Enqueue((name, type));
        var isThere = _answers.Keys.Any(known => known.Name == name);
        var answer = _answers.GetValueOrDefault((name, type)) ?? new Answer(isThere ? (ushort)0 : NoSuchName, []);
        if (answer.IsSilent)
            return null;
        if (answer.Bytes is { } bytes)
            return [.. query[..2], .. bytes];
        var written = new List<byte>();
        written.AddRange(query[..2]);
        Write(written, (ushort)(0x8180 | answer.Code), 1, (ushort)answer.Records.Length, 0, 0);
        written.AddRange(query[HeaderLength..(at + 5)]);
        foreach (var record in answer.Records)
        {
            Write(written, NameOfQuestion, record.Type, 1, (ushort)(record.Ttl >> 16), (ushort)record.Ttl, (ushort)record.Data.Length);
            written.AddRange(record.Data);
        }
        return [.. written];
    }

    private static byte[] DataOf(ServiceRecord service)
    {
        var data = new List<byte>();
        Write(data, (ushort)service.Priority, (ushort)service.Weight, (ushort)service.Port);
        data.AddRange(Encoded(service.Target));
        return [.. data];
    }

    private static byte[] Encoded(string name) => [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(EncodedLabel), 0];

    private static IEnumerable<byte> EncodedLabel(string label) => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length);

    private static void Write(List<byte> written, params ReadOnlySpan<ushort> numbers)
    {
        foreach (var number in numbers)
            written.AddRange((byte)(number >> 8), (byte)number);
    }

    private sealed record Answer(ushort Code, Record[] Records)
    {
        public bool IsSilent { get; init; }

        public byte[]? Bytes { get; init; }
    }

    private sealed record Record(ushort Type, int Ttl, byte[] Data);
}
