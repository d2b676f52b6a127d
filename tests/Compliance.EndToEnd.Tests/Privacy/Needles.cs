using System.Text;

namespace Compliance.EndToEnd.Tests.Privacy;

/// <summary>A text in every form in which storage could hold it.</summary>
public sealed class Needles
{
    // Fewer turn up by chance in what is sealed: ciphertext, attachments and keys are read as well.
    const int ShortestInBase64 = 9;

    readonly List<(string What, byte[] Bytes)> forms = [];

    /// <param name="texts">At least six characters each: shorter ones turn up by chance.</param>
    public Needles(IEnumerable<string> texts)
    {
        foreach (var text in texts.Distinct(StringComparer.Ordinal))
        {
            Assert.True(text.Length >= 6, $"'{text}' is too short to be sought.");
            Add(text);
        }
    }

    /// <summary>Forms of the texts that are in these bytes, whatever the case of their letters.</summary>
    public IEnumerable<string> In(byte[] content)
    {
        var lower = Lower(content);
        return forms.Where(x => lower.AsSpan().IndexOf(x.Bytes) >= 0).Select(x => x.What);
    }

    void Add(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        foreach (var (name, bytes) in ((string, byte[])[])[
            ("UTF-8", utf8),
            ("UTF-16", Encoding.Unicode.GetBytes(text)),
            ("UTF-16BE", Encoding.BigEndianUnicode.GetBytes(text)),
            ("hex", Encoding.ASCII.GetBytes(Convert.ToHexString(utf8))),
            ("URL", Encoding.ASCII.GetBytes(Uri.EscapeDataString(text))),
            ("JSON", Encoding.ASCII.GetBytes(System.Text.Json.JsonSerializer.Serialize(text).Trim('"')))])
        {
            forms.Add(($"{text} ({name})", Lower(bytes)));
        }

        foreach (var source in (byte[][])[utf8, Encoding.Unicode.GetBytes(text)])
        {
            for (var shift = 0; shift < 3; shift++)
            {
                // What stands before and after it decides the characters at its edges: they are left out.
                var encoded = Convert.ToBase64String([.. new byte[shift], .. source]);
                var inner = encoded[(shift == 0 ? 0 : shift + 1)..^(encoded.EndsWith('=') ? 4 : 1)];
                if (inner.Length < ShortestInBase64)
                {
                    continue;
                }

                forms.Add(($"{text} (base64)", Lower(Encoding.ASCII.GetBytes(inner))));
                forms.Add(($"{text} (base64url)", Lower(Encoding.ASCII.GetBytes(inner.Replace('+', '-').Replace('/', '_')))));
            }
        }
    }

    static byte[] Lower(byte[] bytes)
    {
        var lower = new byte[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            lower[i] = bytes[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(bytes[i] | 0x20) : bytes[i];
        }

        return lower;
    }
}
