using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Compliance.Sealing;

/// <summary>Short texts (call ids, tokens) as base64url of nonce(12) ‖ AES-256-GCM ciphertext ‖ tag(16), bound to what they are for.</summary>
public static class SealedText
{
    const int Nonce = 12;
    const int Tag = 16;

    /// <param name="context">What it is for; not secret, must be the same to open it.</param>
    public static string Seal(string clear, KeyBytes key, string context)
    {
        var plain = Encoding.UTF8.GetBytes(clear);
        var output = new byte[Nonce + plain.Length + Tag];
        RandomNumberGenerator.Fill(output.AsSpan(0, Nonce));
        using var aes = new AesGcm(key.Reveal(), Tag);
        aes.Encrypt(output.AsSpan(0, Nonce), plain, output.AsSpan(Nonce, plain.Length), output.AsSpan(Nonce + plain.Length), Encoding.UTF8.GetBytes(context));
        CryptographicOperations.ZeroMemory(plain);
        return Base64Url.EncodeToString(output);
    }

    /// <returns>Null when it is not what <see cref="Seal"/> gave under this key and context.</returns>
    public static string? Open(string text, KeyBytes key, string context)
    {
        if (!Base64Url.IsValid(text) || Base64Url.DecodeFromChars(text) is not { Length: >= Nonce + Tag } input)
        {
            return null;
        }

        var plain = new byte[input.Length - Nonce - Tag];
        using var aes = new AesGcm(key.Reveal(), Tag);
        try
        {
            aes.Decrypt(input.AsSpan(0, Nonce), input.AsSpan(Nonce, plain.Length), input.AsSpan(Nonce + plain.Length), plain, Encoding.UTF8.GetBytes(context));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
