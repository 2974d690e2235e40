namespace ActorProxy.Shared.Settings;

/// <summary>
/// What is worked out of a record's values when it is first asked for, and is no part of them: records are equal whether or not they
/// have it. Two threads that ask at once may each work it out. A caller that changes one of those values in a copy resets it.
/// </summary>
public struct Derived<T> : IEquatable<Derived<T>>
    where T : class
{
    private T? _value;

    public T Of<TRecord>(TRecord record, Func<TRecord, T> make) => _value ??= make(record);

    public readonly bool Equals(Derived<T> other) => true;

    public override readonly bool Equals(object? obj) => obj is Derived<T>;

    public override readonly int GetHashCode() => 0;

    public static bool operator ==(Derived<T> left, Derived<T> right) => left.Equals(right);

    public static bool operator !=(Derived<T> left, Derived<T> right) => !left.Equals(right);
}
