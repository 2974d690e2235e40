using System.Security.Cryptography;
using ActorProxy.Transport.Tls;
using Akka.Event;

namespace ActorProxy.Actors.Tls;

/// <summary>What was made of some files, made anew when they change. A change that cannot be used leaves the old in place.</summary>
internal sealed class WatchedFiles<T> : IWatchedFiles where T : class
{
    private readonly string[] _files;
    private readonly Func<T?, T> _load;
    private readonly ILoggingAdapter _log;
    private string _loaded;
    private string? _failed;
    private bool _told;

    /// <param name="load">
    /// Gets what is loaded, null at first. Throws <see cref="CertificateException"/> where the files cannot be used.
    /// </param>
    /// <exception cref="CertificateException">They cannot be used now.</exception>
    public WatchedFiles(Func<T?, T> load, ILoggingAdapter log, params string[] files)
    {
        _files = files;
        _load = load;
        _log = log;
        // Before they are read: a change in between is seen by the next look.
        _loaded = Stamp();
        Current = load(null);
    }

    public IReadOnlyList<string> Files => _files;

    public T Current { get; private set; }

    public void Poll()
    {
        var stamp = Stamp();
        if (stamp == _loaded)
            return;
        try
        {
            Current = _load(Current);
            _loaded = stamp;
            (_failed, _told) = (null, false);
            _log.Info("Loaded {Files} again: they have changed", string.Join(", ", _files));
        }
        catch (CertificateException error)
        {
            // Certificate and key change one after the other: it is an error where it is still so at the next look.
            if (stamp != _failed)
                (_failed, _told) = (stamp, false);
            else if (!_told)
                Tell(error);
        }
    }

    private void Tell(CertificateException error)
    {
        _told = true;
        _log.Error("{Problem}; what was loaded before stays in use", error.Message);
    }

    /// <summary>
    /// Of what the files hold, not of their times: those are too coarse to tell a quick change, and are kept by some copies.
    /// </summary>
    private string Stamp() => string.Join('|', _files.Select(StampOf));

    private static string StampOf(string file)
    {
        try
        {
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Loading will say so, too.
            return error.GetType().Name;
        }
    }
}
