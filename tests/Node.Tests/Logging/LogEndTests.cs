using System.Text;
using ActorProxy.Node.Logging;
using Serilog.Core;
using Serilog.Events;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Node.Tests.Logging;

public sealed class LogEndTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LogLines _lines = new();

    [Fact]
    public async Task A_log_that_nobody_reads_is_given_up_and_its_lines_are_counted()
    {
        using var never = new ManualResetEventSlim();
        var queue = _lines.Given(new Sink(_ => { }));
        for (var i = 0; i < 3; i++)
            queue.Emit(Line());
        var error = new StringWriter();

        var closing = LogEnd.CloseAsync(_lines, never.Wait, error, _time);
        await PassAsync(closing);

        Assert.StartsWith("actorproxy: 3 lines of the log were dropped", error.ToString());
        never.Set();
    }

    [Fact]
    public async Task Where_nobody_reads_stderr_either_it_ends_all_the_same()
    {
        using var never = new ManualResetEventSlim();
        _lines.Given(new Sink(_ => { })).Emit(Line());

        await PassAsync(LogEnd.CloseAsync(_lines, never.Wait, new Stuck(never), _time));

        never.Set();
    }

    [Fact]
    public async Task A_log_that_is_read_slowly_is_waited_for()
    {
        var (given, writing) = (_lines.Given(new Sink(_ => { })), _lines.Writing(new Sink(_ => { })));
        for (var i = 0; i < 4; i++)
            given.Emit(Line());
        using var next = new SemaphoreSlim(0);
        var error = new StringWriter();
        // Begun where nothing takes its continuations elsewhere: each step of the clock is one of its own.
        var closing = await Task.Factory.StartNew(() => LogEnd.CloseAsync(_lines, () =>
        {
            for (var i = 0; i < 4; i++)
            {
                next.Wait();
                writing.Emit(Line());
            }
        }, error, _time), CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);
        for (var i = 1; i <= 4; i++)
        {
            next.Release();
            await Actors.Tests.Harness.Wait.UntilAsync(() => _lines.Written == i, $"line {i}");
            _time.Advance(LogEnd.Stall);
        }

        await closing.WaitAsync(Actors.Tests.Harness.Peer.Timeout);

        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void A_line_that_cannot_be_written_is_counted_and_the_next_is_tried()
    {
        var full = true;
        var disk = _lines.Writing(new Sink(_ =>
        {
            if (full)
                throw new IOException("No space left on device");
        }));
        var queue = _lines.Given(disk);

        queue.Emit(Line());
        queue.Emit(Line());
        full = false;
        queue.Emit(Line());

        Assert.Equal((2, 1, 2), (_lines.Dropped, _lines.Written, _lines.Missing));
    }

    private static LogEvent Line() => new(DateTimeOffset.UnixEpoch, LogEventLevel.Information, null, MessageTemplate.Empty, []);

    private async Task PassAsync(Task closing)
    {
        await Actors.Tests.Harness.Wait.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return closing.IsCompleted;
        }, "it ends");
        await closing;
    }

    private sealed class Sink(Action<LogEvent> emit) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => emit(logEvent);
    }

    private sealed class Stuck(ManualResetEventSlim never) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => never.Wait();
    }
}
