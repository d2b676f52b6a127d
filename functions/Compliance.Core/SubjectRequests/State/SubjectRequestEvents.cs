namespace Compliance.SubjectRequests;

/// <summary>Audit events about requests. Without their prefix they are also the steps of a request's timeline.</summary>
public static class SubjectRequestEvents
{
    public const string Received = "request.received";
    public const string Stopped = "request.stopped";
    public const string Settled = "request.settled";
    public const string Identity = "request.identity";
    public const string Decided = "request.decided";
    public const string FeeAsked = "request.feeAsked";
    public const string FeePaid = "request.feePaid";
    public const string Extended = "request.extended";
    public const string Begun = "request.begun";
    public const string Located = "request.located";
    public const string Acted = "request.acted";
    public const string Done = "request.done";
    public const string Redacted = "request.packageRedacted";
    public const string Repacked = "request.packageRebuilt";
    public const string Released = "request.packageReleased";
    public const string ControllerNamed = "request.controllerNamed";
    public const string TransferTried = "request.transferTried";
    public const string Transferred = "request.transferred";
    public const string Answered = "request.answered";
    public const string DeliveryMade = "request.deliveryMade";
    public const string DeliveryRevoked = "request.deliveryRevoked";
    public const string Collected = "request.collected";
    public const string Complaint = "request.complaint";
    public const string ComplaintMoved = "request.complaintMoved";
    public const string Ended = "request.ended";
    public const string Lifted = "request.restrictionLifted";
    public const string Cancelled = "request.cancelled";
    public const string Failed = "request.failed";
    public const string Retried = "request.retried";
    public const string Resolved = "request.resolved";
    public const string Corrections = "request.corrections";
    public const string Reminder = "request.reminder";
    public const string Read = "request.read";
    public const string Attached = "request.attached";
    public const string Noted = "request.noted";
    public const string Assigned = "request.assigned";

    public static string Step(string @event) => @event[(@event.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
