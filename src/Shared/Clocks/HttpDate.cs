using System.Globalization;

namespace ActorProxy.Shared.Clocks;

/// <summary>The value of Date, made anew each second (RFC 9110 section 5.6.7). May be used from any thread.</summary>
public sealed class HttpDate(TimeProvider time)
{
    private Value _last = new(-1, "");

    public string Now
    {
        get
        {
            var now = time.GetUtcNow();
            var second = now.ToUnixTimeSeconds();
            var last = Volatile.Read(ref _last);
            if (last.Second == second)
                return last.Text;
            var next = new Value(second, now.ToString("R", CultureInfo.InvariantCulture));
            Volatile.Write(ref _last, next);
            return next.Text;
        }
    }

    private sealed record Value(long Second, string Text);
}
