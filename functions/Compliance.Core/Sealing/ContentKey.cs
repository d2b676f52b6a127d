using System.Security.Cryptography;
using System.Text;

namespace Compliance.Sealing;

/// <summary>
/// The key of one file and the protocol version it is bound to. The metadata of a sealed file holds both, wrapped:
/// 8 bytes of version (ASCII, zero-padded) ‖ 32 bytes of key. Zeroed on disposal, never printed.
/// </summary>
public sealed class ContentKey : IDisposable
{
    /// <summary>Length in bytes of the form that is wrapped.</summary>
    public const int WrappedFormLength = VersionLength + KeyBytes.Length;

    const int VersionLength = 8;

    ContentKey(string protocol, KeyBytes key) => (Protocol, Key) = (protocol, key);

    /// <summary>The protocol version inside the wrapped form: <c>2.0</c> or <c>2.1</c> in accepted files.</summary>
    public string Protocol { get; }

    public KeyBytes Key { get; }

    /// <summary>A fresh key for a file written with <paramref name="protocol"/>.</summary>
    public static ContentKey Create(string protocol) => new(protocol, KeyBytes.Create());

    /// <summary>Reads the unwrapped form; the caller zeroes its own copy.</summary>
    /// <exception cref="CryptographicException">Not 40 bytes, or it does not begin with a version.</exception>
    public static ContentKey From(ReadOnlySpan<byte> unwrapped)
    {
        if (unwrapped.Length != WrappedFormLength)
        {
            throw new CryptographicException("An unwrapped content key must be 40 bytes long: version and key.");
        }

        var version = unwrapped[..VersionLength].TrimEnd((byte)0);
        if (version.IsEmpty || version.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            throw new CryptographicException("An unwrapped content key must begin with its protocol version.");
        }

        return new ContentKey(Encoding.ASCII.GetString(version), KeyBytes.From(unwrapped[VersionLength..]));
    }

    /// <summary>Writes the form to be wrapped (<see cref="WrappedFormLength"/> bytes); the caller zeroes it.</summary>
    public void CopyTo(Span<byte> form)
    {
        form[..VersionLength].Clear();
        Encoding.ASCII.GetBytes(Protocol, form[..VersionLength]);
        Key.Reveal().CopyTo(form[VersionLength..]);
    }

    public void Dispose() => Key.Dispose();

    public override string ToString() => "ContentKey(redacted)";
}
