namespace Compliance.Pci;

/// <summary>
/// Finds and removes card data before anything is sealed (PCI DSS 3.3.1, 3.5.1). <see cref="ExamineAsync"/> reads and decides;
/// <see cref="Apply"/> carries the plan out while the file streams into its seal. No clear copy is made.
/// </summary>
public static class PciGate
{
    /// <summary>
    /// Of what the gate can find. Raised by every change that lets it find more; what an older gate has sealed can then be examined again.
    /// </summary>
    public const int Version = 2;

    /// <summary>Reads media first, because its length shows in which unit the texts give times, then the texts. A file that can't be read
    /// leads to quarantine, not to an exception.</summary>
    /// <exception cref="IOException">A file could not be opened or read to its end; the step may be retried.</exception>
    public static async Task<GatePlan> ExamineAsync(GateInput input, CancellationToken cancellationToken)
    {
        var examination = new Examination(input);
        foreach (var file in input.Files.OrderBy(x => x.Ordinal))
        {
            if (FileKinds.Of(file) is FileKind.Audio or FileKind.Video)
            {
                examination.Add(await MediaFile.ReadAsync(file, examination.Windows, input.Policy, cancellationToken));
                continue;
            }

            foreach (var part in await InlineSound.FindAsync(file, cancellationToken))
            {
                var sound = InlineSound.FileOf(file, part);
                examination.Add(
                    await MediaFile.ReadAsync(sound, examination.Windows, input.Policy, cancellationToken) with { Inline = part });
            }
        }

        foreach (var file in input.Files.OrderBy(x => x.Ordinal))
        {
            if (FileKinds.Of(file) is not (FileKind.Audio or FileKind.Video))
            {
                examination.Add(await TextFile.ReadAsync(file, input, examination.Clock, cancellationToken));
            }
        }

        var plan = examination.Plan();
        var unheard = plan.Coverage.Speech is CoverageLevel.NotExamined
            && plan.Quarantine is null or { Reason: QuarantineReason.NotExamined };
        if (input.Transcriber is null || !unheard)
        {
            return plan;
        }

        await examination.ListenAsync(input.Transcriber, cancellationToken);
        return examination.Plan();
    }

    /// <summary>Whether a pause takes something out of a file of that kind.</summary>
    public static bool Reaches(GateWindow window, string name, string contentType) => FileKinds.Of(name, contentType) switch
    {
        FileKind.Audio or FileKind.Transcript or FileKind.Chat => window.Reaches(PauseChannel.Audio),
        FileKind.Video => window.Reaches(PauseChannel.Audio) || window.Reaches(PauseChannel.Screen),
        FileKind.Keystrokes => window.Reaches(PauseChannel.Keystrokes),
        _ => throw new ArgumentOutOfRangeException(nameof(contentType)),
    };

    /// <summary>
    /// The file as the plan changes it: masked WAV keeps its length, edited text does not, and WAV takes the place of compressed sound.
    /// Takes ownership of <paramref name="clear"/>,
    /// which it reads forward from the first byte.
    /// </summary>
    public static Stream Apply(GateFile file, Stream clear, GatePlan plan)
    {
        var own = plan.Files.FirstOrDefault(x => x.Ordinal == file.Ordinal);
        return own switch
        {
            { Sound: { } sound } => new MaskingStream(Decoded(file, clear, sound), sound.Layout, own.Masks),
            { Wav: { } layout, Masks.Count: > 0 } => Edited(new MaskingStream(clear, layout, own.Masks), own.Edits),
            not null => Edited(own.Inline is { } parts ? new InlineMaskingStream(clear, parts) : clear, own.Edits, own.Encoding),
            null => clear,
        };
    }

    internal static Stream Edited(Stream stream, IReadOnlyList<GateEdit> edits, string? encoding = null) =>
        edits.Count > 0 ? new EditingStream(stream, edits, encoding) : stream;

    internal static PcmStream Decoded(GateFile file, Stream clear, GateSound sound) => new(
        clear,
        () => SoundFile.Open(file, clear, sound.Coding, sound.Decoder)
            ?? throw new InvalidDataException("The decoder is not here any more."),
        sound.Layout);
}
