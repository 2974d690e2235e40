namespace ActorProxy.Shared.Http;

/// <summary>
/// What stands around the data of chunks: sizes, extensions, line ends and the trailer section, read byte by byte and to the letter of
/// RFC 9112 section 7.1.
/// </summary>
internal struct ChunkLines
{
    private enum Phase
    {
        Size, SizeSpace, SizeEnd, DataEnd, DataEnded,
        ExtensionStart, ExtensionName, ExtensionNameSpace, ValueStart, Value, Quoted, Escape, QuotedEnd,
        Trailer, TrailerName, TrailerValue, TrailerEnd, LastEnd,
        Over, Broken,
    }

    // A size of 15 hex digits is below 2^60: nothing overflows.
    private const int MaxSizeDigits = 15;

    // Nobody uses extensions: RFC 9112 section 7.1.1 wants them bounded.
    private const int MaxExtension = 1024;

    private Phase _phase;
    private long _size;
    private int _digits;
    private int _extension; // bytes of this chunk's

    public readonly bool IsBroken => _phase == Phase.Broken;

    /// <summary>The empty line behind the trailers has passed.</summary>
    public readonly bool IsOver => _phase == Phase.Over;

    /// <summary>The last chunk's line has passed, and nothing behind it.</summary>
    public readonly bool IsAtTrailers => _phase == Phase.Trailer;

    /// <summary>The next byte.</summary>
    /// <returns>The bytes of data that follow it; 0 for none.</returns>
    public long Step(byte value)
    {
        _phase = Next((char)value);
        if (_phase != Phase.DataEnd)
            return 0;
        // Behind the data the next byte is to end its line.
        var size = _size;
        (_size, _digits, _extension) = (0, 0, 0);
        return size;
    }

    private Phase Next(char c) => _phase switch
    {
        Phase.Size => Size(c),
        Phase.SizeSpace or Phase.QuotedEnd => SizeSpace(c),
        Phase.SizeEnd => c == '\n' ? _size == 0 ? Phase.Trailer : Phase.DataEnd : Phase.Broken,
        Phase.DataEnd => c == '\r' ? Phase.DataEnded : Phase.Broken,
        Phase.DataEnded => c == '\n' ? Phase.Size : Phase.Broken,
        Phase.Trailer when c == '\r' => Phase.LastEnd,
        Phase.Trailer or Phase.TrailerName when Grammar.IsToken([c]) => Phase.TrailerName,
        Phase.TrailerName => c == ':' ? Phase.TrailerValue : Phase.Broken,
        Phase.TrailerValue => c == '\r' ? Phase.TrailerEnd : Grammar.IsText([c]) ? Phase.TrailerValue : Phase.Broken,
        Phase.TrailerEnd => c == '\n' ? Phase.Trailer : Phase.Broken,
        Phase.LastEnd => c == '\n' ? Phase.Over : Phase.Broken,
        _ => Extension(c),
    };

    private Phase Size(char c)
    {
        if (!char.IsAsciiHexDigit(c))
            return _digits > 0 ? SizeSpace(c) : Phase.Broken;
        _size = _size * 16 + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        return ++_digits <= MaxSizeDigits ? Phase.Size : Phase.Broken;
    }

    // White space stands before a semicolon only ("BWS").
    private Phase SizeSpace(char c) => c switch
    {
        ' ' or '\t' => ++_extension <= MaxExtension ? Phase.SizeSpace : Phase.Broken,
        ';' => Phase.ExtensionStart,
        '\r' when _phase != Phase.SizeSpace => Phase.SizeEnd,
        _ => Phase.Broken,
    };

    // chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] ); the value is a token or a quoted-string.
    private Phase Extension(char c)
    {
        if (++_extension > MaxExtension)
            return Phase.Broken;
        var space = c is ' ' or '\t';
        return _phase switch
        {
            Phase.ExtensionStart when space => Phase.ExtensionStart,
            Phase.ExtensionStart or Phase.ExtensionName when Grammar.IsToken([c]) => Phase.ExtensionName,
            Phase.ExtensionName or Phase.ExtensionNameSpace when c == '=' => Phase.ValueStart,
            Phase.ExtensionName or Phase.ExtensionNameSpace when c == ';' => Phase.ExtensionStart,
            Phase.ExtensionName or Phase.ExtensionNameSpace when space => Phase.ExtensionNameSpace,
            Phase.ExtensionName when c == '\r' => Phase.SizeEnd,
            Phase.ValueStart when space => Phase.ValueStart,
            Phase.ValueStart when c == '"' => Phase.Quoted,
            Phase.ValueStart or Phase.Value when Grammar.IsToken([c]) => Phase.Value,
            Phase.Value => SizeSpace(c),
            Phase.Quoted when c == '"' => Phase.QuotedEnd,
            Phase.Quoted when c == '\\' => Phase.Escape,
            Phase.Quoted or Phase.Escape when Grammar.IsText([c]) => Phase.Quoted,
            _ => Phase.Broken,
        };
    }
}
