using System.Text;
using Compliance.Pci;

namespace Compliance.TestKit;

/// <summary>Recall and precision by form, from seeded numbers.</summary>
public static class CardTable
{
    public sealed record Row(string Form, int Numbers, int Right)
    {
        public double Percent => 100.0 * Right / Numbers;
    }

    public static async Task<List<Row>> RecallAsync(int count)
    {
        var rows = new List<Row>();
        foreach (var (form, write) in CardForms.Written().Concat(CardForms.Spoken()))
        {
            var right = Run(form, count, (random, card) =>
            {
                var text = write(random, card);
                var (redacted, findings) = PciText.Redact($"The number, please? It is {text} - thank you, that was 45 pounds.");
                return Gone(redacted, text) && findings.Any(x => x.Kind is PciFindingKind.Pan)
                    && PciText.Redact(redacted).Findings.Count == 0;
            });
            rows.Add(new(form, count, right));
        }

        foreach (var (form, contentType, write) in CardForms.Files())
        {
            var right = 0;
            var random = new Random(form.Length);
            for (var i = 0; i < count; i++)
            {
                var card = CardForms.Card(random);
                right += await FileAsync(contentType, write(random, card), card) ? 1 : 0;
            }

            rows.Add(new(form, count, right));
        }

        return rows;
    }

    public static List<Row> Precision(int count) =>
        [.. CardForms.Others().Select(
            x => new Row(x.Form, count, Run(x.Form, count, (random, _) => PciText.Redact(x.Write(random)).Findings.Count == 0)))];

    static int Run(string form, int count, Func<Random, string, bool> right)
    {
        var random = new Random(form.Length);
        return Enumerable.Range(0, count).Count(_ => right(random, CardForms.Card(random)));
    }

    static bool Gone(string redacted, string text) =>
        redacted == $"The number, please? It is {(text.StartsWith("card:", StringComparison.Ordinal) ? "card:" : "")}[card number removed] - thank you, that was 45 pounds.";

    static async Task<bool> FileAsync(string contentType, string text, string card)
    {
        var file = new GateFile(0, "f", contentType, 0, _ => Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(text))));
        var plan = await PciGate.ExamineAsync(new([file], [], null, null, new()), CancellationToken.None);
        using var copy = new MemoryStream();
        await PciGate.Apply(file, await file.OpenAsync(CancellationToken.None), plan).CopyToAsync(copy);
        var after = new GateFile(0, "f", contentType, 0, _ => Task.FromResult<Stream>(new MemoryStream(copy.ToArray())));
        var again = await PciGate.ExamineAsync(new([after], [], null, null, new()), CancellationToken.None);
        return plan.Findings.Any(x => x.Kind is PciFindingKind.Pan && x.Digits == card.Length) && again.Findings.Count == 0;
    }
}
