using System.Globalization;
using System.Net;
using System.Reflection;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Settings.Kinds;

/// <summary>Which kind the values of a property are, by its type and <see cref="BetweenAttribute"/>.</summary>
internal static class SettingKinds
{
    /// <exception cref="InvalidOperationException">There is no kind for it.</exception>
    public static SettingKind Of(PropertyInfo property, SettingsModel model)
    {
        if (property.GetCustomAttribute<KindAttribute>() is { } own)
            return (SettingKind)Activator.CreateInstance(own.Kind)!;
        var between = property.GetCustomAttribute<BetweenAttribute>();
        return Of(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, between, model)
            ?? throw new InvalidOperationException($"{property.DeclaringType!.Name}.{property.Name}: there is no kind of setting for "
                + $"{property.PropertyType.Name}, or its [Between] is missing.");
    }

    /// <summary>Of records that stand under a key of their own.</summary>
    /// <exception cref="InvalidOperationException">There is no kind for it.</exception>
    public static SettingKind Of(Type record, SettingsModel model) =>
        Of(record, null, model) ?? throw new InvalidOperationException($"{record.Name}: there is no kind of setting for it.");

    private static SettingKind? Of(Type type, BetweenAttribute? between, SettingsModel model)
    {
        if (type == typeof(string))
            return AnyTextKind.Instance;
        if (type == typeof(bool))
            return new FlagKind();
        if (type == typeof(IPAddress))
            return new AddressKind();
        if (type == typeof(IPNetwork))
            return new NetworkKind();
        if (type == typeof(DnsEndPoint))
            return new NodeAddressKind();
        if (type == typeof(Uri))
            return new CollectorKind();
        if (type.IsEnum)
            return Make(typeof(KeywordKind<>), type);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueList<>))
            return OfList(type.GenericTypeArguments[0], between, model);
        if (type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(ISettingText<>)))
            return Make(typeof(ParsedKind<>), type);
        return between is null ? OfSection(type, model) : OfRange(type, between);
    }

    private static SettingKind? OfRange(Type type, BetweenAttribute between)
    {
        if (type == typeof(int) && Units.TryParseSize(between.Max, out _))
            return new SizeKind<int>(Size(between.Min), Size(between.Max), between.Zero);
        if (type == typeof(int))
            return new WholeNumberKind(int.Parse(between.Min, CultureInfo.InvariantCulture),
                int.Parse(between.Max, CultureInfo.InvariantCulture), between.Zero);
        if (type == typeof(double))
            return new FractionKind(double.Parse(between.Min, CultureInfo.InvariantCulture),
                double.Parse(between.Max, CultureInfo.InvariantCulture));
        if (type == typeof(long))
            return new SizeKind<long>(Size(between.Min), Size(between.Max), between.Zero);
        return type == typeof(TimeSpan) ? new DurationKind(Duration(between.Min), Duration(between.Max), between.Zero) : null;
    }

    private static SettingKind? OfList(Type item, BetweenAttribute? between, SettingsModel model)
    {
        if (item.GetProperties().Any(property => property.IsDefined(typeof(SectionNameAttribute))))
            return Make(typeof(NamedKind<>), item, Shape(item, model));
        return Of(item, between, model) is { } kind ? Make(typeof(ListKind<>), item, kind) : null;
    }

    private static SectionKind? OfSection(Type type, SettingsModel model) =>
        (type.IsValueType || type.GetConstructor(Type.EmptyTypes) is not null)
            && type.GetProperties().Any(property => property.IsDefined(typeof(SettingAttribute))
            || property.IsDefined(typeof(InlineAttribute)))
            ? new SectionKind(Shape(type, model))
            : null;

    private static Func<SettingsShape> Shape(Type type, SettingsModel model) => () => model.Of(type);

    private static SettingKind Make(Type open, Type of, params object[] arguments) =>
        (SettingKind)Activator.CreateInstance(open.MakeGenericType(of), arguments)!;

    private static long Size(string text) =>
        Units.TryParseSize(text, out var bytes) ? bytes : throw new InvalidOperationException($"'{text}' is no size.");

    private static TimeSpan Duration(string text) =>
        Units.TryParseDuration(text, out var duration) ? duration : throw new InvalidOperationException($"'{text}' is no duration.");
}
