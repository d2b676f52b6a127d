using Compliance.Recordings.State;
using Compliance.Recordings.Tickets;
using Compliance.Settings;

namespace Compliance.Recordings.Issue;

static class RecordingFactsOf
{
    public static RecordingFacts Ticket(RecordingTicket ticket) =>
        new(ticket.StartedAt, ticket.DurationSeconds, ticket.Queue, ticket.Direction, ticket.Language);
}

static class AwaitedFiles
{
    public static AwaitedFile Of(TicketFile file, int ordinal) =>
        new(ordinal, file.Name.ToString(), file.ContentType, file.Size, file.Sha256, file.Encrypted);
}

static class RetentionOf
{
    /// <summary>The longest purpose decides; without an end, the tenant's default from the start of the call.</summary>
    public static RetentionState Ticket(RecordingTicket ticket, TenantSettings settings) => new(
        ticket.Purposes.Max(p => p.RetainUntil) ?? ticket.StartedAt + TimeSpan.FromDays(settings.RetentionDays),
        ticket.Purposes.Max(p => p.RetainAtLeastUntil));
}
