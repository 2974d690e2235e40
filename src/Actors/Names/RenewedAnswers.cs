using System.Collections.Concurrent;

namespace ActorProxy.Actors.Names;

/// <summary>
/// Answers to questions that are asked again and again while somebody uses them: each once at a time, whoever wants it. Only for its first
/// answer does anybody wait. May be used from any thread.
/// </summary>
/// <param name="ask">Throws where there is no answer: a <see cref="LookupException"/> for what is to be expected.</param>
/// <param name="isSame">Whether two answers say the same.</param>
/// <param name="retryAfter">When it is asked again that had no answer, where somebody uses it.</param>
public sealed class RenewedAnswers<TKey, T>(TimeProvider time, Func<TKey, Task<Looked<T>>> ask, Func<T, T, bool> isSame,
    Func<TimeSpan> retryAfter, IEqualityComparer<TKey>? comparer = null) : IDisposable
    where TKey : notnull where T : class
{
    /// <summary>How long it is asked that nobody uses.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<TKey, RenewedAnswer<TKey, T>> _answers = new(comparer);
    private readonly FailureReports<TKey> _failures = new(comparer);

    /// <summary>
    /// Told of an answer to what is used (<see cref="Use"/>), where it says other things than the one before, or is the first; on any
    /// thread.
    /// </summary>
    public event Action<TKey>? Found;

    /// <summary>
    /// Told once where there is no answer to what is used, with what is wrong, again where something else is, and where there is one or
    /// nobody uses it any more; on any thread.
    /// </summary>
    public event Action<TKey, FailureNews>? Failing
    {
        add => _failures.Told += value;
        remove => _failures.Told -= value;
    }

    /// <summary>Questions that are asked.</summary>
    public int Count => _answers.Count;

    internal TimeProvider Time => time;

    internal TimeSpan RetryAfter => retryAfter();

    /// <summary>
    /// Completes at once with what is known: what is not answered any more has its last answer.
    /// </summary>
    /// <exception cref="LookupException">There is no answer, and none was there before.</exception>
    public ValueTask<T> AskAsync(TKey key) => Of(key).AskAsync();

    /// <summary>What is known, which is asked for and kept for a while; null while there was no answer.</summary>
    public T? Known(TKey key)
    {
        var answer = AskAsync(key);
        if (answer.IsCompletedSuccessfully)
            return answer.Result;
        LeaveFailure(answer.AsTask());
        return null;
    }

    /// <summary>While the object that it returns is there, it is asked again and again.</summary>
    public object Use(TKey key) => Of(key).Use();

    /// <summary>Nobody is asked any more.</summary>
    public void Dispose()
    {
        foreach (var answer in _answers.Values)
            answer.Dispose();
        _answers.Clear();
    }

    /// <summary>Whatever goes wrong is a question without an answer: it is asked again, and what was known stays.</summary>
    internal async Task<Looked<T>> LookAsync(TKey key)
    {
        try
        {
            return await ask(key);
        }
        catch (Exception fault) when (fault is not LookupException)
        {
            throw new LookupException($"{key} cannot be asked for: {fault.Message}");
        }
    }

    /// <summary>Who waits for the answer is told what it fails with, and others are by <see cref="Failing"/>.</summary>
    internal static void LeaveFailure(Task<T> answer) => _ = answer.ContinueWith(static failed => failed.Exception, CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    internal bool IsSame(T one, T other) => isSame(one, other);

    internal void Forget(RenewedAnswer<TKey, T> answer) => _answers.TryRemove(KeyValuePair.Create(answer.Key, answer));

    internal void TellFound(TKey key) => Found?.Invoke(key);

    /// <param name="failure">Null for none.</param>
    internal void Report(TKey key, string? failure) => _failures.Report(key, failure);

    private RenewedAnswer<TKey, T> Of(TKey key) =>
        _answers.GetOrAdd(key, static (key, all) => new RenewedAnswer<TKey, T>(key, all), this);
}
