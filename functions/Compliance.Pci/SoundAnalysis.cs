namespace Compliance.Pci;

/// <summary>Listens to one file: sound in pause windows, telephone keys, and which seconds hold any sound.</summary>
sealed class SoundAnalysis(IReadOnlyList<GateWindow> windows)
{
    WindowMeter? meter;
    LoudSeconds? loud;
    SoundTimes? times;
    List<DtmfDetector> detectors = [];

    /// <summary>Starts anew with sound of these channels and this rate.</summary>
    public void Begin(WavLayout format)
    {
        meter = new(format, windows);
        loud = new(format);
        times = new(format.SampleRate, format.Channels);
        detectors = format.SampleRate >= DtmfDetector.MinRate
            ? [.. Enumerable.Range(0, format.Channels).Select(_ => new DtmfDetector(format.SampleRate))]
            : [];
    }

    public void Add(long frame, float[][] channels, int count)
    {
        meter?.Add(frame, channels, count);
        loud?.Add(frame, channels, count);
        times?.Add(channels, count);
        for (var i = 0; i < detectors.Count; i++)
        {
            detectors[i].Add(channels[i].AsSpan(0, count));
        }
    }

    public MediaResult Result(GateFile file, WavLayout? layout, GateSound? sound, ChunkText tags)
    {
        var entries = new List<DtmfEntry>();
        for (var i = 0; i < detectors.Count; i++)
        {
            detectors[i].End();
            entries.AddRange(DtmfEntry.Group(detectors[i].Keys, i));
        }

        return new(
            file,
            layout,
            sound,
            false,
            [.. windows.Select((x, i) => (x, meter?.LoudChannels(i) ?? [])).Where(x => x.Item2.Count > 0)],
            detectors.Count > 0 ? entries : null,
            loud?.Seconds ?? [],
            tags,
            times);
    }
}
