namespace Compliance.Pci;

/// <summary>Result of reading one audio or video file.</summary>
/// <param name="Layout">Null if the file is not WAV or uses a codec that is not decoded here.</param>
/// <param name="BrokenWav">The file claims to be WAV and can't be read.</param>
/// <param name="LoudWindows">Windows that hold content, each with the channels that do.</param>
/// <param name="Entries">Keyed entries; null if the file was not searched for them.</param>
/// <param name="LoudSeconds">Seconds that hold any sound.</param>
/// <param name="Activity">When there is sound, more exactly; null if it was not decoded.</param>
sealed record MediaResult(
    GateFile File,
    WavLayout? Layout,
    bool BrokenWav,
    IReadOnlyList<(GateWindow Window, IReadOnlyList<int> Channels)> LoudWindows,
    IReadOnlyList<DtmfEntry>? Entries,
    IReadOnlyList<int> LoudSeconds,
    SoundTimes? Activity = null);

/// <summary>Reads media twice: once to locate the samples, whatever the headers say, and once to analyse them.</summary>
static class MediaFile
{
    public static async Task<MediaResult> ReadAsync(GateFile file, IReadOnlyList<GateWindow> windows, CancellationToken cancellationToken)
    {
        WavProbeResult probe;
        await using (var first = await file.OpenAsync(cancellationToken))
        {
            probe = await WavProbe.ReadAsync(first, cancellationToken);
        }

        if (probe.Layout is not { } layout)
        {
            var broken = probe.Kind is WavKind.Unreadable || (probe.Kind is WavKind.NotWav && FileKinds.ClaimsWav(file));
            return new(file, null, broken, [], null, []);
        }

        return await AnalyseAsync(file, layout, windows, cancellationToken);
    }

    static async Task<MediaResult> AnalyseAsync(
        GateFile file, WavLayout layout, IReadOnlyList<GateWindow> windows, CancellationToken cancellationToken)
    {
        var audible = windows.Where(x => x.Reaches(PauseChannel.Audio)).ToList();
        var meter = new WindowMeter(layout, audible);
        var loud = new LoudSeconds(layout);
        var sound = new SoundTimes(layout.SampleRate, layout.Channels);
        var detectors = layout.SampleRate >= DtmfDetector.MinRate
            ? Enumerable.Range(0, layout.Channels).Select(_ => new DtmfDetector(layout.SampleRate)).ToList()
            : [];
        await using (var second = await file.OpenAsync(cancellationToken))
        {
            await WavBlocks.ReadAsync(second, layout, Listen, cancellationToken);
        }

        var entries = new List<DtmfEntry>();
        for (var i = 0; i < detectors.Count; i++)
        {
            detectors[i].End();
            entries.AddRange(DtmfEntry.Group(detectors[i].Keys, i));
        }

        return new(
            file,
            layout,
            false,
            [.. audible.Select((x, i) => (x, meter.LoudChannels(i))).Where(x => x.Item2.Count > 0)],
            detectors.Count > 0 ? entries : null,
            loud.Seconds,
            sound);

        void Listen(long frame, float[][] channels, int count)
        {
            meter.Add(frame, channels, count);
            loud.Add(frame, channels, count);
            sound.Add(channels, count);
            for (var i = 0; i < detectors.Count; i++)
            {
                detectors[i].Add(channels[i].AsSpan(0, count));
            }
        }
    }
}
