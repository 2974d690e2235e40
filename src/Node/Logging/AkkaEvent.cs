using ActorProxy.Actors.Serialization;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace ActorProxy.Node.Logging;

/// <summary>An event of Akka as Akka.Logger.Serilog hands it on, and as it is written.</summary>
internal static class AkkaEvent
{
    /// <summary>The property that each of them has, and no other event: what logged it, and in which actor system.</summary>
    public const string Source = "LogSource";

    /// <summary>The property with the time at which it was logged: Serilog's own is that at which the logger's actor came to it.</summary>
    public const string Time = "Timestamp";

    /// <summary>The template of a message that is no template.</summary>
    public const string PlainText = "{Message:l}";

    private static readonly MessageTemplateParser Parser = new();

    private static readonly MessageTemplate PlainTextTemplate = Parser.Parse(PlainText);

    private static readonly MessageTemplate RefusalTemplate =
        Parser.Parse("At the cluster's port, {Refusal:l}; its sender is no node, or one of another version");

    public static bool Is(LogEvent any) => any.Properties.ContainsKey(Source);

    /// <summary>
    /// At the time when it was logged, with its source and without what says nothing: the path of its sender, which is that of the
    /// dead letters, and the number of a thread.
    /// </summary>
    /// <param name="withheld">How many events like it were not written.</param>
    public static LogEvent Written(LogEvent source, int withheld)
    {
        var refused = RefusedMessageException.In(source.Exception);
        var (template, properties) = refused is not null // Akka's words are advice to make it readable
            ? (RefusalTemplate, [new LogEventProperty("Refusal", new ScalarValue(refused.Message))])
            : IsPlainText(source)
                ? (PlainTextTemplate, [new LogEventProperty("Message", new ScalarValue(source.MessageTemplate.Text))])
                : (source.MessageTemplate, Bound(source));
        if (withheld > 0)
        {
            template = Parser.Parse($"{template.Text} ({{Withheld}} more such failures since the last one told)");
            properties.Add(new LogEventProperty("Withheld", new ScalarValue(withheld)));
        }
        var written = new LogEvent(TimeOf(source), source.Level, refused is null ? source.Exception : null, template, properties);
        foreach (var name in (string[])[Constants.SourceContextPropertyName, Source])
            if (source.Properties.TryGetValue(name, out var value))
                written.AddPropertyIfAbsent(new LogEventProperty(name, value));
        return written;
    }

    /// <summary>
    /// Akka.Logger.Serilog takes a message that is no template for one, and the message for what its first hole stands for: braces
    /// in it, which may be a peer's, would be read.
    /// </summary>
    private static bool IsPlainText(LogEvent source)
    {
        var bound = Bound(source);
        return bound.Count == 0 || bound.Exists(p => p.Value is ScalarValue { Value: string text } && text == source.MessageTemplate.Text);
    }

    private static List<LogEventProperty> Bound(LogEvent source) =>
    [
        .. source.MessageTemplate.Tokens.OfType<PropertyToken>().Select(hole => hole.PropertyName).Distinct()
            .Where(source.Properties.ContainsKey).Select(name => new LogEventProperty(name, source.Properties[name])),
    ];

    private static DateTimeOffset TimeOf(LogEvent source) =>
        source.Properties.GetValueOrDefault(Time) is ScalarValue { Value: DateTime time }
            ? new DateTimeOffset(time.ToUniversalTime())
            : source.Timestamp;
}
