using ActorProxy.Actors.Dispatch;
using Akka.Actor;
using Akka.Dispatch.MessageQueues;

namespace ActorProxy.Actors.Tests.Dispatch;

public sealed class LoopMessageQueueTests
{
    private readonly LoopMessageQueue _queue = new();

    [Fact]
    public void Messages_leave_in_the_order_in_which_they_came()
    {
        var (next, taken) = (0, 0);
        var random = new Random(7);
        for (var turn = 0; turn < 1000; turn++)
        {
            for (var i = random.Next(10); i > 0; i--)
                Put(next++);
            for (var i = random.Next(10); i > 0 && _queue.TryDequeue(out var envelope); i--)
                Assert.Equal(taken++, envelope.Message);
            Assert.Equal((next - taken, next > taken), (_queue.Count, _queue.HasMessages));
        }
    }

    [Fact]
    public void It_has_no_room_until_something_comes_and_gives_back_what_a_rush_has_taken()
    {
        Assert.Equal(0, _queue.Room);
        Put(1);
        Assert.InRange(_queue.Room, 1, 8);
        for (var i = 0; i < 1000; i++)
            Put(i);
        Assert.InRange(_queue.Room, 1001, 2048);
        while (_queue.TryDequeue(out _))
        {
        }
        Assert.Equal(0, _queue.Room);
        Put(2);
        Assert.True(_queue.TryDequeue(out var last));
        Assert.Equal(2, last.Message);
    }

    [Fact]
    public async Task None_is_lost_of_those_that_come_from_many_threads()
    {
        const int Each = 20_000;
        var writers = Enumerable.Range(0, 3).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
                Put((writer, i));
        })).ToArray();

        var seen = new int[writers.Length];
        var got = 0;
        while (got < writers.Length * Each)
        {
            if (!_queue.TryDequeue(out var envelope))
            {
                await Task.Yield();
                continue;
            }
            var (writer, i) = ((int, int))envelope.Message;
            Assert.Equal(seen[writer]++, i);
            got++;
        }
        await Task.WhenAll(writers);
        Assert.False(_queue.HasMessages);
    }

    [Fact]
    public void What_is_left_goes_to_the_dead_letters()
    {
        Put("a");
        Put("b");
        var dead = new UnboundedMessageQueue();

        _queue.CleanUp(ActorRefs.Nobody, dead);

        Assert.Equal((0, 2), (_queue.Count, dead.Count));
    }

    private void Put(object message) => _queue.Enqueue(ActorRefs.Nobody, new Envelope(message, ActorRefs.NoSender));
}
