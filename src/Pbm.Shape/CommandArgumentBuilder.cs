namespace Petabridge.Cmd;

/// <summary>Makes a <see cref="CommandArgument"/>.</summary>
public sealed class CommandArgumentBuilder
{
    private readonly List<string> _switches = [];
    private string _name = "";
    private string _description = "";
    private bool _mandatory;
    private bool _multiple;
    private string[] _defaults = [];

    public CommandArgumentBuilder WithName(string name)
    {
        _name = name;
        return this;
    }

    public CommandArgumentBuilder WithDescription(string description)
    {
        _description = description;
        return this;
    }

    /// <summary>May be called several times.</summary>
    public CommandArgumentBuilder WithSwitch(string name)
    {
        _switches.Add(name);
        return this;
    }

    public CommandArgumentBuilder IsMandatory(bool mandatory)
    {
        _mandatory = mandatory;
        return this;
    }

    public CommandArgumentBuilder AllowMultiple(bool multiple)
    {
        _multiple = multiple;
        return this;
    }

    public CommandArgumentBuilder WithDefaultValues(params string[] values)
    {
        _defaults = values;
        return this;
    }

    internal CommandArgument Build() => new(_name, _description, [.. _switches], _mandatory, _multiple, _defaults);
}
