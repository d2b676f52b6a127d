using System.Security.Cryptography;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Json;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// What those who work a request need beside its progress: whom it is about, attachments, internal notes, who works it. Reads and additions
/// are audited without their content.
/// </summary>
public sealed class SubjectRequestCasework(
    SubjectRequestRegister register,
    SubjectRequestChange changes,
    SubjectRequestTexts texts,
    Mandates mandates,
    CaseAttachments contents,
    SubjectRequestAudit audit,
    TimeProvider clock)
{
    static readonly Failure Absent = Failure.NotFound("The request does not exist.");

    public async Task<Outcome<SubjectRequestSubject>> ReadAsync(
        TenantStore store, Actor actor, SubjectRequestId id, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(store, id, cancellationToken) is not { } stored)
        {
            return Absent;
        }

        if (await texts.FindAsync<SubjectRequestPerson>(store, id, SubjectRequestPerson.Name, cancellationToken) is not { } person)
        {
            return Failure.NotFound("The personal part of the request is gone.");
        }

        var file = await texts.FindAsync<CaseFile>(store, id, CaseFile.Name, cancellationToken) ?? new CaseFile();
        await NoteAsync(store, id, actor, SubjectRequestEvents.Read, "subject");
        return new SubjectRequestSubject(
            id,
            stored.Document.SubjectRole,
            person.Identities,
            person.Reason,
            person.Reference,
            await mandates.ReadAsync(store, id, person, cancellationToken),
            file.Attachments,
            file.Notes);
    }

    /// <summary>Repeating it returns the attachment that is there.</summary>
    /// <param name="ownOnly">Only to a request that this principal filed.</param>
    public async Task<Outcome<CaseAttachment>> AttachAsync(
        TenantStore store, Actor actor, SubjectRequestId id, AttachmentForm form, bool ownOnly, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(store, id, cancellationToken) is not { } stored
            || (ownOnly && stored.Document.FiledBy != actor.Pseudonym))
        {
            return Absent;
        }

        if (stored.Document.EndedAt is not null)
        {
            return SubjectRequestTexts.Ended;
        }

        var now = clock.GetUtcNow();
        var added = new CaseAttachment(
            Guid.CreateVersion7(now).ToString(),
            form.Name,
            form.ContentType,
            form.Content.Length,
            Convert.ToHexStringLower(SHA256.HashData(form.Content.Span)),
            now,
            actor.Pseudonym);

        // What a refused attempt leaves is sealed, listed nowhere, and goes with the request's key.
        await contents.PutAsync(store, id, added.AttachmentId, form.Content, cancellationToken);
        var attached = await ChangeAsync<CaseAttachment>(
            store,
            id,
            file => file.Attachments.FirstOrDefault(x => (x.Name, x.Sha256) == (added.Name, added.Sha256)) is { } known ? (file, known)
                : file.Attachments.Count >= CaseFile.MostAttachments
                    ? Failure.Conflict($"A request takes at most {CaseFile.MostAttachments} attachments.")
                : (file with { Attachments = [.. file.Attachments, added] }, added),
            cancellationToken);
        if (attached.IsSuccess(out var kept, out _))
        {
            await NoteAsync(store, id, actor, SubjectRequestEvents.Attached, kept.AttachmentId);
        }

        return attached;
    }

    public async Task<Outcome<(CaseAttachment Attachment, byte[] Content)>> ReadAttachmentAsync(
        TenantStore store, Actor actor, SubjectRequestId id, string attachmentId, CancellationToken cancellationToken)
    {
        var file = await texts.FindAsync<CaseFile>(store, id, CaseFile.Name, cancellationToken);
        if (file?.Attachments.FirstOrDefault(x => x.AttachmentId == attachmentId) is not { } attachment)
        {
            return Failure.NotFound("The request has no such attachment.");
        }

        var content = await contents.ReadAsync(store, id, attachment, cancellationToken);
        await NoteAsync(store, id, actor, SubjectRequestEvents.Read, $"attachment/{attachmentId}");
        return (attachment, content);
    }

    public async Task<Outcome<Unit>> AddNoteAsync(
        TenantStore store, Actor actor, SubjectRequestId id, NoteForm form, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(store, id, cancellationToken) is not { } stored)
        {
            return Absent;
        }

        if (stored.Document.EndedAt is not null)
        {
            return SubjectRequestTexts.Ended;
        }

        var note = new CaseNote(clock.GetUtcNow(), actor.Pseudonym, form.Text);
        var noted = await ChangeAsync<Unit>(
            store,
            id,
            file => file.Notes.Count >= CaseFile.MostNotes
                ? Failure.Conflict($"A request takes at most {CaseFile.MostNotes} notes.")
                : (file with { Notes = [.. file.Notes, note] }, default(Unit)),
            cancellationToken);
        if (noted.Failure is null)
        {
            await NoteAsync(store, id, actor, SubjectRequestEvents.Noted, "note");
        }

        return noted;
    }

    public Task<Outcome<StoredSubjectRequest>> AssignAsync(
        TenantStore store, Actor actor, SubjectRequestId id, AssigneeForm form, CancellationToken cancellationToken) =>
        changes.ApplyAsync(
            store,
            id,
            new Announcement(actor, SubjectRequestEvents.Assigned),
            document => document.Assignee == form.Assignee ? document : document with { Assignee = form.Assignee },
            cancellationToken);

    /// <summary>Changes the case file as it is by then.</summary>
    async Task<Outcome<T>> ChangeAsync<T>(
        TenantStore store,
        SubjectRequestId id,
        Func<CaseFile, Outcome<(CaseFile File, T Result)>> change,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = await texts.FindVersionAsync<CaseFile>(store, id, CaseFile.Name, cancellationToken);
            var file = found?.Value ?? new CaseFile();
            if (!change(file).IsSuccess(out var changed, out var failure))
            {
                return failure;
            }

            if (ReferenceEquals(changed.File, file)
                || await texts.TryPutAsync(store, id, CaseFile.Name, changed.File, cancellationToken, found?.ETag) is not null)
            {
                return changed.Result;
            }
        }
    }

    /// <summary>A caller who disconnects does not prevent the entry.</summary>
    Task NoteAsync(TenantStore store, SubjectRequestId id, Actor actor, string @event, string what) => audit.NoteAsync(
        store, id, actor, @event, $"{what}/{actor.Pseudonym}/{Rfc3339.Format(clock.GetUtcNow())}", CancellationToken.None);
}
