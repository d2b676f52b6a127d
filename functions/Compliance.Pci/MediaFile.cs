namespace Compliance.Pci;

/// <summary>Result of reading one audio or video file.</summary>
/// <param name="Layout">Where the samples are, if they can be silenced in place; otherwise null.</param>
/// <param name="Sound">The sound, if it was decoded; otherwise null.</param>
/// <param name="Broken">The file claims to be WAV and can't be read.</param>
/// <param name="LoudWindows">Windows that hold content, each with the channels that do.</param>
/// <param name="Entries">Keyed entries; null if the file was not searched for them.</param>
/// <param name="LoudSeconds">Seconds that hold any sound.</param>
/// <param name="Tags">Card data in what the file holds beside its sound.</param>
/// <param name="Times">When there is sound, more exactly; null if it was not decoded.</param>
sealed record MediaResult(
    GateFile File,
    WavLayout? Layout,
    GateSound? Sound,
    bool Broken,
    IReadOnlyList<(GateWindow Window, IReadOnlyList<int> Channels)> LoudWindows,
    IReadOnlyList<DtmfEntry>? Entries,
    IReadOnlyList<int> LoudSeconds,
    ChunkText Tags,
    SoundTimes? Times = null)
{
    /// <summary>Where the sound is inside a text file; null for a file of its own.</summary>
    public InlinePart? Inline { get; init; }

    /// <summary>Length of the sound; null if it could not be read.</summary>
    public double? Seconds => Layout?.Seconds ?? Sound?.Seconds;

    public int Channels => Layout?.Channels ?? Sound?.Channels ?? 0;

    /// <summary>Sound in place, or in a file that takes its place. The pictures of a video have no such replacement.</summary>
    public bool Maskable => Inline is { } part
        ? Layout is not null && !part.Escaped
        : Layout is not null || (Sound is not null && FileKinds.Of(File) is FileKind.Audio);
}

/// <summary>Reads media: once to locate the samples, whatever the headers say, and once to analyse them.</summary>
static class MediaFile
{
    const int BlockFrames = 16 * 1024;

    public static async Task<MediaResult> ReadAsync(
        GateFile file, IReadOnlyList<GateWindow> windows, PciPolicy policy, CancellationToken cancellationToken)
    {
        var tags = new ChunkText(file, policy.KeepLastFour);
        WavProbeResult probe;
        await using (var first = await file.OpenAsync(cancellationToken))
        {
            probe = await WavProbe.ReadAsync(first, tags, cancellationToken);
        }

        var analysis = new SoundAnalysis([.. windows.Where(x => x.Reaches(PauseChannel.Audio))]);
        if (probe.Layout is { } layout)
        {
            analysis.Begin(layout);
            await using var second = await file.OpenAsync(cancellationToken);
            await WavBlocks.ReadAsync(second, layout, analysis.Add, cancellationToken);
            return analysis.Result(file, layout, null, tags);
        }

        if (probe.Kind is WavKind.NotWav)
        {
            await TagsAsync(file, tags, cancellationToken);
        }

        if (probe.Kind is not WavKind.Unreadable)
        {
            foreach (var decoder in Enum.GetValues<SoundDecoder>())
            {
                if (await DecodeAsync(file, probe.Coding, decoder, analysis, cancellationToken) is { } sound)
                {
                    return analysis.Result(file, null, sound, tags);
                }
            }
        }

        var broken = probe.Kind is WavKind.Unreadable || (probe.Kind is WavKind.NotWav && FileKinds.ClaimsWav(file));
        return new(file, null, null, broken, [], null, [], tags);
    }

    /// <summary>Compressed sound holds no readable text, so a whole file may be searched for it.</summary>
    static async Task TagsAsync(GateFile file, ChunkText tags, CancellationToken cancellationToken)
    {
        await using var stream = await file.OpenAsync(cancellationToken);
        var reader = new ForwardReader(stream);
        while (await reader.TakeAsync(BlockFrames, cancellationToken) is { Length: > 0 } portion)
        {
            tags.Add(portion, reader.Position - portion.Length);
        }
    }

    /// <param name="analysis">Null to count the frames only.</param>
    /// <returns>Null if this decoder does not read the file.</returns>
    public static async Task<GateSound?> DecodeAsync(
        GateFile file, WavCoding? coding, SoundDecoder decoder, SoundAnalysis? analysis, CancellationToken cancellationToken)
    {
        await using var clear = await file.OpenAsync(cancellationToken);
        try
        {
            using var sound = SoundFile.Open(file, clear, coding, decoder);
            return sound is null ? null : Listen(sound, coding, decoder, analysis, cancellationToken);
        }
        catch (Exception e) when (SoundFile.IsDamage(e))
        {
            // Damaged, or of a kind that this decoder does not know. What was heard of it proves nothing about the rest.
            return null;
        }
    }

    static GateSound? Listen(
        Sound sound, WavCoding? coding, SoundDecoder decoder, SoundAnalysis? analysis, CancellationToken cancellationToken)
    {
        var (channels, frames) = (Sound.Buffers(sound.Channels, BlockFrames), 0L);
        analysis?.Begin(new(SampleEncoding.Pcm16, sound.Channels, sound.SampleRate, 2 * sound.Channels, 0, 0));
        for (int count; (count = sound.Read(channels)) > 0; frames += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            analysis?.Add(frames, channels, count);
        }

        return frames == 0 ? null : new(decoder, sound.Channels, sound.SampleRate, frames, coding);
    }
}
