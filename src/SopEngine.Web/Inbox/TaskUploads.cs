using System.Globalization;
using Microsoft.Extensions.Primitives;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Web.Cases;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>Takes in the files that come with the form of a task: those of its file fields, and attachments.</summary>
internal sealed class TaskUploads(CaseDocuments documents, Problems problems)
{
    /// <param name="Form">The form with the numbers of the files that were kept.</param>
    /// <param name="Count">The number of files that were kept.</param>
    public sealed record Result(IFormCollection Form, int Count, Problem? Problem)
    {
        /// <exception cref="ProblemException">A file could not be kept.</exception>
        public IFormCollection All() => Problem is null ? Form : throw new ProblemException(Problem);
    }

    /// <summary>Keeps each file that may be kept. The caller has checked that the person may do the task.</summary>
    /// <param name="takesDrawing">True to keep a drawn signature, too: once, when the form is sent to be done.</param>
    public async Task<Result> Receive(
        Person person, ReadTask.TaskDetail task, IFormCollection form, CancellationToken cancellation, bool takesDrawing = false)
    {
        List<IFormFile> files = [.. form.Files.Where(file => file.FileName.Length > 0)];
        if (takesDrawing && task.MayServe && AtCounter.DrawnIn(form) is { } drawn) files.Add(drawn);
        if (files.Count == 0) return new Result(form, 0, null);

        var id = task.Item.Id;
        var parts = form.Where(part => part.Key != AtCounter.Signature).ToDictionary(part => part.Key, part => part.Value);
        var (count, refused) = (0, new List<Problem>());
        // By field, not by control: names of unknown controls all stand for attachments.
        foreach (var group in files.GroupBy(file => FieldOf(task, file.Name)))
        {
            var field = group.Key;
            var has = field is null ? 0 : form[FormData.Prefix + field.Name].Count;
            var received = await documents.Receive(person, id.Case, id.No, group, cancellation, field, has);
            if (received.Problem is { } problem) refused.Add(problem);
            count += received.Documents.Count;
            foreach (var document in received.Documents)
            {
                Add(parts, field is null ? FormData.Document : FormData.Prefix + field.Name, document.Id);
                if (field is null && form[FormData.NewForCustomer] == "true") Add(parts, FormData.ForCustomer, document.Id);
            }
        }

        return new Result(new FormCollection(parts), count, refused switch
        {
            [] => null,
            [var one] => one,
            _ => problems.Invalid(refused.SelectMany(one => one.Errors!).ToDictionary(error => error.Key, error => error.Value)),
        });
    }

    /// <summary>The form without a document.</summary>
    public static IFormCollection Without(IFormCollection form, long document)
    {
        var id = document.ToString(CultureInfo.InvariantCulture);
        return new FormCollection(form.ToDictionary(part => part.Key, part => part.Key is FormData.Document or FormData.ForCustomer
            || part.Key.StartsWith(FormData.Prefix, StringComparison.Ordinal) && part.Value.Contains(id)
                ? new StringValues([.. part.Value.Where(value => value != id)]) : part.Value));
    }

    /// <summary>The field that a control's files are for; null for attachments, and for a field that the form does not have.</summary>
    public static FormField? FieldOf(ReadTask.TaskDetail task, string control) =>
        task.MayServe && control == FormData.FilePrefix + AtCounter.Paper.Name ? AtCounter.Paper
            : task.Step?.Fields.FirstOrDefault(field => field.Type == FieldType.File && control == FormData.FilePrefix + field.Name);

    private static void Add(Dictionary<string, StringValues> parts, string key, long id) =>
        parts[key] = StringValues.Concat(parts.GetValueOrDefault(key), id.ToString(CultureInfo.InvariantCulture));
}
