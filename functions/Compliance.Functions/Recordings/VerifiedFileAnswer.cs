using System.Buffers;
using Compliance.Failures;
using Compliance.Functions.Http;
using Compliance.Recordings;
using Compliance.Sealing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Compliance.Functions.Recordings;

/// <summary>
/// Sends a file, whole or in part (RFC 9110, 14). The first piece is verified before the status is sent, so that a failure there gives 422;
/// a later failure aborts the connection. No byte that fails verification is sent.
/// </summary>
sealed class VerifiedFileAnswer(OpenedFile file, string id, ILogger log) : IActionResult
{
    const int Piece = 256 * 1024;

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        await using var content = file.Content;
        var etag = new EntityTagHeaderValue($"\"{file.ETag}\"");
        if (NotModified(http.Request, etag))
        {
            ResponseHeaders.SetCommon(http.Response);
            http.Response.Headers[HeaderNames.ETag] = etag.ToString();
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var (from, count, partial) = (0L, content.Length, false);
        if (WantedRange(http.Request, etag) is { } wanted)
        {
            if (wanted.Normalize(content.Length) is not { } range)
            {
                await ProblemWriter.WriteAsync(http, Failure.RangeNotSatisfiable(content.Length));
                return;
            }

            (from, count, partial) = (range.From, range.Count, true);
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Piece, count));
        try
        {
            content.Seek(from, SeekOrigin.Begin);
            var first = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), http.RequestAborted);
            SetHead(http.Response, etag, from, count, partial, content.Length);
            if (!HttpMethods.IsHead(http.Request.Method))
            {
                await SendAsync(http, content, buffer, first, count);
            }
        }
        catch (SealedContentException) when (!http.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(
                http, Failure.FailedVerification("The stored file failed its integrity check; it was not sent."));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    async Task SendAsync(HttpContext http, Stream content, byte[] buffer, int first, long count)
    {
        try
        {
            for (var (piece, left) = (first, count); left > 0;)
            {
                if (piece == 0)
                {
                    throw new SealedContentException(SealedContentStage.Length);
                }

                await http.Response.Body.WriteAsync(buffer.AsMemory(0, piece), http.RequestAborted);
                left -= piece;
                piece = left > 0 ? await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), http.RequestAborted) : 0;
            }
        }
        catch (SealedContentException)
        {
            log.EndedShort(id);
            http.Abort();
        }
    }

    void SetHead(HttpResponse response, EntityTagHeaderValue etag, long from, long count, bool partial, long length)
    {
        ResponseHeaders.SetCommon(response);
        response.StatusCode = partial ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK;
        response.ContentType = file.ContentType;
        response.ContentLength = count;
        response.Headers[HeaderNames.ETag] = etag.ToString();
        response.Headers[HeaderNames.AcceptRanges] = "bytes";
        response.Headers[HeaderNames.ContentDisposition] = $"attachment; filename=\"{FileExtensions.Named(file.Name, file.ContentType)}\"";
        if (partial)
        {
            response.Headers[HeaderNames.ContentRange] = new ContentRangeHeaderValue(from, from + count - 1, length).ToString();
        }
    }

    static bool NotModified(HttpRequest request, EntityTagHeaderValue etag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var tags)
        && tags.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(etag, useStrongComparison: false));

    /// <summary>
    /// The range of a GET, if one is requested and If-Range allows it; several ranges are answered with the whole file (RFC 9110, 14.2).
    /// </summary>
    static WantedBytes? WantedRange(HttpRequest request, EntityTagHeaderValue etag)
    {
        if (!HttpMethods.IsGet(request.Method)
            || !RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range)
            || !range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
            || range.Ranges.Count != 1)
        {
            return null;
        }

        var condition = request.Headers.IfRange.ToString();
        return condition.Length == 0 || condition == etag.ToString() ? new WantedBytes(range.Ranges.Single()) : null;
    }

    readonly record struct WantedBytes(RangeItemHeaderValue Item)
    {
        /// <summary>Null if none of it lies within the content.</summary>
        public (long From, long Count)? Normalize(long length)
        {
            if (Item.From is { } from)
            {
                var to = Math.Min(Item.To ?? long.MaxValue, length - 1);
                return from <= to ? (from, to - from + 1) : null;
            }

            var suffix = Math.Min(Item.To ?? 0, length);
            return suffix > 0 ? (length - suffix, suffix) : null;
        }
    }
}
