using System.Runtime.InteropServices;

namespace Compliance.Benchmarks;

/// <summary>Native peers, where the machine has them (Debian: libspandsp2, libhyperscan5).</summary>
static class PciPeers
{
    /// <summary>Expressions in use for Visa, Mastercard, Discover, JCB; Amex; Diners, and how many digits each matches.</summary>
    static readonly (string Expression, uint Digits)[] Issuers =
    [
        (@"\b(?:4\d{3}|5[1-5]\d\d|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)|6(?:011|4[4-9]\d|5\d\d)|35(?:2[89]|[3-8]\d))"
            + @"[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b", 16),
        (@"\b3[47]\d\d[ -]?\d{6}[ -]?\d{5}\b", 15),
        (@"\b3(?:0[0-5]|[689]\d)\d[ -]?\d{6}[ -]?\d{4}\b", 14),
    ];

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate IntPtr DtmfInit(IntPtr state, IntPtr callback, IntPtr user);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate int DtmfReceive(IntPtr state, short[] samples, int count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate IntPtr DtmfGet(IntPtr state, byte[] keys, int most);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate int CompileMany(
        IntPtr[] expressions, uint[] flags, uint[] ids, uint count, uint mode, IntPtr platform, out IntPtr database, out IntPtr error);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate int AllocateScratch(IntPtr database, ref IntPtr scratch);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate int Match(uint id, ulong from, ulong to, uint flags, IntPtr context);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate int Scan(IntPtr database, byte[] data, uint length, uint flags, IntPtr scratch, Match match, IntPtr context);

    /// <summary>Feeds 20 ms frames to spandsp's dtmf_rx and counts keys; null where it is absent.</summary>
    public static Func<short[], int>? Spandsp()
    {
        if (!NativeLibrary.TryLoad("libspandsp.so.2", out var library))
        {
            return null;
        }

        var initialise = Export<DtmfInit>(library, "dtmf_rx_init");
        var receive = Export<DtmfReceive>(library, "dtmf_rx");
        var get = Export<DtmfGet>(library, "dtmf_rx_get");
        return samples =>
        {
            var state = initialise(IntPtr.Zero, IntPtr.Zero, IntPtr.Zero);
            var keys = new byte[128];
            var count = 0;
            var frame = new short[8000];
            for (var at = 0; at + frame.Length <= samples.Length; at += frame.Length)
            {
                Array.Copy(samples, at, frame, 0, frame.Length);
                receive(state, frame, frame.Length);
                count += (int)get(state, keys, keys.Length);
            }

            return count;
        };
    }

    /// <summary>
    /// Counts numbers of the usual issuers, whole or in groups, that also pass Luhn; null where hyperscan is absent. Compiled the way it is
    /// fastest: one database, exact lengths, word boundaries, no start of match (the end and the length are enough for Luhn).
    /// </summary>
    /// <param name="words">Further words that it reports, in any case. What a row of them means is left to whoever asked.</param>
    public static Func<byte[], (int Numbers, int Words)>? Hyperscan(params string[] words)
    {
        if (!NativeLibrary.TryLoad("libhs.so.5", out var library))
        {
            return null;
        }

        var database = Database(Export<CompileMany>(library, "hs_compile_multi"), words);
        var scratch = IntPtr.Zero;
        Export<AllocateScratch>(library, "hs_alloc_scratch")(database, ref scratch);
        var scan = Export<Scan>(library, "hs_scan");
        return text =>
        {
            var (count, reported) = (0, 0);
            Match match = (digits, _, to, _, _) =>
            {
                reported += digits == 0 ? 1 : 0;
                count += digits > 0 && Luhn(text.AsSpan(0, (int)to), (int)digits) ? 1 : 0;
                return 0;
            };
            scan(database, text, (uint)text.Length, 0, scratch, match, IntPtr.Zero);
            GC.KeepAlive(match);
            return (count, reported);
        };
    }

    static IntPtr Database(CompileMany compile, string[] words)
    {
        const uint caseless = 1;
        var own = words.Select(x => ($@"\b{x}\b", 0u)).ToArray();
        var all = Issuers.Concat(own).ToArray();
        var expressions = all.Select(x => Marshal.StringToCoTaskMemUTF8(x.Item1)).ToArray();
        var lengths = all.Select(x => x.Item2).ToArray();
        var flags = all.Select(x => x.Item2 == 0 ? caseless : 0).ToArray();
        var result = compile(expressions, flags, lengths, (uint)expressions.Length, 1, IntPtr.Zero, out var database, out _);
        Array.ForEach(expressions, Marshal.FreeCoTaskMem);
        return result == 0 ? database : throw new InvalidOperationException($"hyperscan refused the expressions: {result}.");
    }

    static bool Luhn(ReadOnlySpan<byte> text, int digits)
    {
        int sum = 0, doubled = 0;
        for (var i = text.Length - 1; i >= 0 && digits > 0; i--)
        {
            if (text[i] is >= (byte)'0' and <= (byte)'9')
            {
                var digit = (text[i] - '0') << doubled;
                sum += digit > 9 ? digit - 9 : digit;
                doubled ^= 1;
                digits--;
            }
        }

        return sum % 10 == 0;
    }

    static T Export<T>(IntPtr library, string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
}
