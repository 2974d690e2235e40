using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace ActorProxy.Interop.Tests.Harness;

/// <summary>A process of a test, which talks to it in lines and is gone when it is disposed of.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>How long a process may take to end by itself, once its stdin has ended.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Channel<string> _output = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _errors = new();
    private readonly Process _process;

    private ChildProcess(ProcessStartInfo start, bool read)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.Start();
        if (read)
            _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>What it has written to stderr so far; after its end, all of it.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    public static ChildProcess Start(string file, params IEnumerable<string> arguments) => new(Piped(file, arguments), read: true);

    /// <summary>One whose stdout is a pipe that nobody reads.</summary>
    public static ChildProcess StartUnread(string file, params IEnumerable<string> arguments) => new(Piped(file, arguments), read: false);

    public async Task WriteAsync<T>(T value)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(value, JsonSerializerOptions.Web));
        await _process.StandardInput.FlushAsync();
    }

    public async Task<string> ReadLineAsync()
    {
        using var limit = new CancellationTokenSource(Wait.Timeout);
        try
        {
            return await _output.Reader.ReadAsync(limit.Token);
        }
        catch (Exception none) when (none is ChannelClosedException or OperationCanceledException)
        {
            throw new EndOfStreamException($"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} says "
                + $"nothing more; errors: {Errors}", none);
        }
    }

    /// <summary>The lines to the end that were not read.</summary>
    public async Task<IReadOnlyList<string>> ReadRestAsync()
    {
        using var limit = new CancellationTokenSource(Wait.Timeout);
        var lines = new List<string>();
        await foreach (var line in _output.Reader.ReadAllAsync(limit.Token))
            lines.Add(line);
        return lines;
    }

    public async Task<T> ReadAsync<T>() => JsonSerializer.Deserialize<T>(await ReadLineAsync(), JsonSerializerOptions.Web)!;

    /// <summary>Waits for the end; the exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(Wait.Timeout);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Grace);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private static ProcessStartInfo Piped(string file, IEnumerable<string> arguments) => new(file, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        StandardInputEncoding = new UTF8Encoding(false),
        StandardOutputEncoding = Encoding.UTF8,
    };

    private void Take(string? line)
    {
        if (line is null)
            _output.Writer.TryComplete();
        else
            _output.Writer.TryWrite(line);
    }

    private void Append(string? line)
    {
        if (line is null)
            return;
        lock (_errors)
            _errors.AppendLine(line);
    }
}
