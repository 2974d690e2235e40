using System.Text;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Configuration;

/// <summary>The table of docs/reload.md: what a reload does with each setting, as it is declared.</summary>
public static class ReloadTable
{
    /// <summary>In Markdown.</summary>
    public static string Text()
    {
        var text = new StringBuilder("| setting | a reload |\n| --- | --- |\n");
        foreach (var setting in ConfigurationShape.All)
            text.Append($"| `{setting.Path}` | {SettingDoc.ReloadOf(setting)} |\n");
        return text.ToString();
    }
}
