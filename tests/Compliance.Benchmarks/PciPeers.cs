using System.Runtime.InteropServices;

namespace Compliance.Benchmarks;

/// <summary>Native peers, where the machine has them (Debian: libspandsp2, libhyperscan5).</summary>
static class PciPeers
{
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate IntPtr DtmfInit(IntPtr state, IntPtr callback, IntPtr user);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate int DtmfReceive(IntPtr state, short[] samples, int count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate IntPtr DtmfGet(IntPtr state, byte[] keys, int most);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate int Compile(byte[] expression, uint flags, uint mode, IntPtr platform, out IntPtr database, out IntPtr error);

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

    /// <summary>Counts matches of an issuer expression that also pass Luhn; null where hyperscan is absent.</summary>
    public static Func<byte[], int>? Hyperscan()
    {
        if (!NativeLibrary.TryLoad("libhs.so.5", out var library))
        {
            return null;
        }

        var expression = "(4[0-9]|5[1-5]|2[2-7]|3[04-9]|6[0-9]|50|5[6-8])([ -]?[0-9]){11,17}\0"u8.ToArray();
        const uint startOfMatch = 256;
        if (Export<Compile>(library, "hs_compile")(expression, startOfMatch, 1, IntPtr.Zero, out var database, out _) != 0)
        {
            // The longest form may be too large to track its start; ends are enough to count.
            Export<Compile>(library, "hs_compile")(expression, 0, 1, IntPtr.Zero, out database, out _);
        }

        var scratch = IntPtr.Zero;
        Export<AllocateScratch>(library, "hs_alloc_scratch")(database, ref scratch);
        var scan = Export<Scan>(library, "hs_scan");
        return text =>
        {
            var count = 0;
            Match match = (_, from, to, _, _) =>
            {
                count += Luhn(text.AsSpan((int)from, (int)(to - from))) ? 1 : 0;
                return 0;
            };
            scan(database, text, (uint)text.Length, 0, scratch, match, IntPtr.Zero);
            GC.KeepAlive(match);
            return count;
        };
    }

    static bool Luhn(ReadOnlySpan<byte> text)
    {
        int sum = 0, doubled = 0;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] is >= (byte)'0' and <= (byte)'9')
            {
                var digit = (text[i] - '0') << doubled;
                sum += digit > 9 ? digit - 9 : digit;
                doubled ^= 1;
            }
        }

        return sum % 10 == 0;
    }

    static T Export<T>(IntPtr library, string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
}
