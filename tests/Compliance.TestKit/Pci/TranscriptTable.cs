using System.Text;
using System.Text.RegularExpressions;
using Compliance.Pci;

namespace Compliance.TestKit;

/// <summary>How well the gate reads each form of transcript, from seeded calls.</summary>
public static class TranscriptTable
{
    /// <param name="Found">Calls with a card whose text and sound hold nothing of it any more.</param>
    /// <param name="False">Calls without a card in which something was found.</param>
    /// <param name="Silenced">Seconds of other speech silenced a call with a card.</param>
    /// <param name="Faults">What went wrong first, for people.</param>
    public sealed record Row(string Form, int Calls, int Found, int Clean, int False, double Silenced, string Faults);

    public static async Task<Row> MeasureAsync(string form, int seeds)
    {
        var (_, contentType, write) = TranscriptWriters.All.Single(x => x.Form == form);
        int calls = 0, found = 0, clean = 0, wrong = 0;
        var silenced = 0.0;
        var faults = "";
        for (var seed = 0; seed < seeds; seed++)
        {
            foreach (var saying in Enum.GetValues<CardSaying>())
            {
                var call = new SpokenCall((seed * 10) + (int)saying + 1, saying, saying is CardSaying.None ? 12 : 2 + (seed % 5));
                var (plan, text) = await GateAsync(call, contentType, write(call));
                if (saying is CardSaying.None)
                {
                    clean++;
                    wrong += plan.Outcome is PciOutcome.Clean ? 0 : 1;
                    faults += plan.Outcome is PciOutcome.Clean || faults.Length > 0 ? ""
                        : $"clean, seed {seed}: {plan.Outcome} {plan.Coverage}";
                    continue;
                }

                calls++;
                var masks = plan.MasksOf(0);
                var audible = call.Secret.Where(x => !masks.Any(m => m.Start <= x.Start + 0.02 && m.End >= x.End - 0.02)).ToList();
                var left = call.Gone.Where(x => Regex.IsMatch(
                    text, $@"(?<![\d.,:]){Regex.Escape(x)}(?![\d.])", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(10))).ToList();
                found += audible.Count + left.Count == 0 && plan.Quarantine is null ? 1 : 0;
                silenced += Other(call, masks);
                faults += audible.Count + left.Count == 0 && plan.Quarantine is null || faults.Length > 0 ? "" : $"{saying}, seed {seed}: "
                    + $"audible {string.Join(' ', audible)}; left {string.Join(',', left)}; {plan.Quarantine?.Reason}";
            }
        }

        return new(form, calls, found, clean, wrong, silenced / calls, faults);
    }

    static async Task<(GatePlan Plan, string Text)> GateAsync(SpokenCall call, string contentType, string text)
    {
        GateFile[] files = [File(0, "media.wav", "audio/wav", call.Wav()), File(1, "transcript", contentType,
            Encoding.UTF8.GetBytes(text))];
        var plan = await PciGate.ExamineAsync(new(files, [], null, "en", new(), TranscriptWriters.StartedAt), CancellationToken.None);
        await using var left = PciGate.Apply(files[1], await files[1].OpenAsync(CancellationToken.None), plan);
        return (plan, await new StreamReader(left).ReadToEndAsync());
    }

    static GateFile File(int ordinal, string name, string contentType, byte[] bytes) =>
        new(ordinal, name, contentType, bytes.Length, _ => Task.FromResult<Stream>(new MemoryStream(bytes, writable: false)));

    /// <summary>Seconds of words that are not card data and lie under a mask.</summary>
    static double Other(SpokenCall call, IReadOnlyList<GateMask> masks) => call.Turns.SelectMany(x => x.Words)
        .Where(x => !call.Secret.Any(s => x.Start >= s.Start - 0.01 && x.End <= s.End + 0.01))
        .Sum(x => masks.Sum(m => Math.Max(0, Math.Min(m.End, x.End) - Math.Max(m.Start, x.Start))));
}
