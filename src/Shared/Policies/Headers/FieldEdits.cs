using ActorProxy.Shared.Http;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies.Headers;

/// <summary>What rules of fields have in common, whichever head they are for.</summary>
internal static class FieldEdits
{
    /// <summary>The fields with some removed, some in the place of all of their names, and some added, in this order.</summary>
    public static HeaderFields Apply(HeaderFields fields, ValueList<string> remove, ValueList<HeaderField> set, ValueList<HeaderField> add)
    {
        if (remove.Count + set.Count + add.Count == 0)
            return fields;
        var gone = remove.Concat(set.Select(f => f.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. fields.Where(f => !gone.Contains(f.Name)), .. set, .. add];
    }

    /// <param name="nameErrors">What is wrong with a name, a sentence each.</param>
    public static void Check(SettingsCheck check, ValueList<string> remove, ValueList<HeaderField> set, ValueList<HeaderField> add,
        Func<string, IEnumerable<string>> nameErrors)
    {
        foreach (var error in remove.SelectMany(nameErrors))
            check.Problem("remove", error.TrimEnd('.'));
        CheckFields(check, "set", set, nameErrors);
        CheckFields(check, "add", add, nameErrors);
    }

    public static void CheckFields(
        SettingsCheck check, string key, ValueList<HeaderField> fields, Func<string, IEnumerable<string>> nameErrors)
    {
        foreach (var field in fields)
        {
            foreach (var error in nameErrors(field.Name))
                check.Problem(key, error.TrimEnd('.'));
            if (!Grammar.IsFieldValue(field.Value))
                check.Problem(key, $"The value of header '{field.Name}' has a control character, white space at an end or a character "
                    + $"beyond Latin-1");
        }
    }
}
