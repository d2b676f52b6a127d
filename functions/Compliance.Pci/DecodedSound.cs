namespace Compliance.Pci;

/// <summary>Sound of any coding that the gate decodes, as a WAV file of the same channels and length.</summary>
public static class DecodedSound
{
    /// <summary>Reads the file twice: once to count its frames.</summary>
    /// <returns>16-bit PCM and where its samples are; null if no decoder reads all of the file.</returns>
    public static async Task<(Stream Wav, WavLayout Layout)?> OpenAsync(GateFile file, CancellationToken cancellationToken)
    {
        WavProbeResult probe;
        await using (var first = await file.OpenAsync(cancellationToken))
        {
            probe = await WavProbe.ReadAsync(first, cancellationToken);
        }

        if (probe.Kind is WavKind.NotWav or WavKind.OtherCodec)
        {
            foreach (var decoder in Enum.GetValues<SoundDecoder>())
            {
                if (await MediaFile.DecodeAsync(file, probe.Coding, decoder, analysis: null, cancellationToken) is { } sound)
                {
                    return (PciGate.Decoded(file, await file.OpenAsync(cancellationToken), sound), sound.Layout);
                }
            }
        }

        return null;
    }
}
