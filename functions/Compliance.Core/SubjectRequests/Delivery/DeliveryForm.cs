using Compliance.Failures;
using Compliance.Forms;

namespace Compliance.SubjectRequests;

/// <summary>The body of <c>POST …/deliveries</c>.</summary>
public sealed record DeliveryForm
{
    const int MostDays = 60;
    const int MostUses = 10;

    /// <summary>Days that the link works, and never longer than the package exists. Default 14, 1-60.</summary>
    public int Days { get; init; } = 14;

    /// <summary>How often the letter and the package can each be fetched. Default 3, 1-10.</summary>
    public int Uses { get; init; } = 3;

    public DeliverySender SentBy { get; init; }

    public static Outcome<DeliveryForm> Parse(ReadOnlyMemory<byte> utf8) => utf8.IsEmpty
        ? new DeliveryForm()
        : CheckedBody.Parse<DeliveryForm>(utf8, (form, errors) =>
        {
            var rules = new FieldRules(errors);
            rules.Between("days", form.Days, 1, MostDays);
            rules.Between("uses", form.Uses, 1, MostUses);
        });
}
