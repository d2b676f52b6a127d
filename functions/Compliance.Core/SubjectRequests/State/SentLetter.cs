namespace Compliance.SubjectRequests;

/// <summary>A letter as sent, sealed under its <see cref="AnswerState.Letter"/>; a later one does not replace it.</summary>
public sealed record SentLetter(string Html, string Text)
{
    public override string ToString() => "SentLetter(redacted)";
}
