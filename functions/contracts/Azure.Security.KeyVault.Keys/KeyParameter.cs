namespace Azure.Security.KeyVault.Keys;

/// <summary>Brings the numbers of a key to the lengths the platform asks for.</summary>
internal static class KeyParameter
{
    internal static void Require(string name, byte[] value)
    {
        if (value is null || value.AsSpan().IndexOfAnyExcept((byte)0) < 0)
        {
            throw new InvalidOperationException($"key parameter {name} is null or zeros");
        }
    }

    internal static byte[] WithoutLeadingZeros(byte[] value) => value[value.AsSpan().IndexOfAnyExcept((byte)0)..];

    internal static byte[] Fit(string name, byte[] value, int length)
    {
        if (value is null or [])
        {
            throw new InvalidOperationException($"key parameter {name} is null or empty");
        }

        if (value.Length <= length)
        {
            return [.. new byte[length - value.Length], .. value];
        }

        var excess = value.Length - length;
        var first = value.AsSpan(0, excess).IndexOfAnyExcept((byte)0);
        return first < 0
            ? value[excess..]
            : throw new InvalidOperationException(
                $"key parameter {name} is too long: expected at most {length} bytes, but found {value.Length - first} bytes");
    }
}
