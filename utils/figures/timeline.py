"""Read when each operation of a graph ran, from the records of TensorFlow's profiler."""

from typing import NamedTuple


class Record(NamedTuple):
    """One operation of a run: its name and type, and its start and end in milliseconds."""

    name: str
    kind: str
    begin: float
    end: float

    @property
    def multiplies(self):
        """Return whether it is a matrix multiplication, under any name of TensorFlow."""
        return "MatMul" in self.kind

    @property
    def is_fused(self):
        """Return whether it is a fused LSTM, which has matrix multiplications inside."""
        return "BlockLSTM" in self.kind

    @property
    def is_backward(self):
        """Return whether `tf.gradients` added it to the graph."""
        return "gradients" in self.name


def records_of(metadata):
    """Read the records that `session.run` wrote into its argument `run_metadata`. Lesson 18.

    Arguments:
        metadata: a `tf.RunMetadata` of a run with `trace_level=tf.RunOptions.FULL_TRACE`.

    Returns:
        A list of `Record`, in the order in which the operations began. The first one begins at 0.

    Raises:
        ValueError: there are no records, for example because the run did not have this option.
    """
    records = []
    for device in metadata.step_stats.dev_stats:
        for node in device.node_stats:
            # The label is "name = Type(inputs)".
            kind = node.timeline_label.partition(" = ")[2].partition("(")[0]
            begin = node.all_start_nanos + node.op_start_rel_nanos
            end = node.all_start_nanos + node.op_end_rel_nanos
            records.append(Record(node.node_name, kind, begin, end))
    if not records:
        raise ValueError("metadata: expected the records of a traced run, got none")
    records.sort(key=lambda record: record.begin)
    first = records[0].begin
    return [
        record._replace(begin=(record.begin - first) / 1e6, end=(record.end - first) / 1e6)
        for record in records
    ]


def duration(records):
    """Compute the milliseconds from the start of the first operation to the last end. Lesson 18.

    Arguments:
        records: list of `Record`.

    Returns:
        A float.
    """
    return max(record.end for record in records)


def time_by_kind(records):
    """Add up the times of each type of operation. Lesson 18.

    All matrix multiplications count as one type.

    Arguments:
        records: list of `Record`.

    Returns:
        A dict from each type to (number of operations, milliseconds), in descending order of time.
    """
    spent = {}
    for record in records:
        kind = "MatMul" if record.multiplies else record.kind
        runs, milliseconds = spent.get(kind, (0, 0.0))
        spent[kind] = runs + 1, milliseconds + record.end - record.begin
    return dict(sorted(spent.items(), key=lambda item: -item[1][1]))


def share_of(kind, spent):
    """Compute the fraction of the time that one type of operation takes. Lesson 18.

    Arguments:
        kind: a type of operation, such as "MatMul".
        spent: the result of `time_by_kind`.

    Returns:
        A float from 0 to 1. It is 0 if the type does not occur.
    """
    total = sum(milliseconds for _, milliseconds in spent.values())
    return spent.get(kind, (0, 0.0))[1] / total


def lanes(records):
    """Put each record into the first lane that is free when it begins.

    Arguments:
        records: list of `Record`, in the order in which they began.

    Returns:
        A list of lanes, each a list of `Record`. Their number is the largest number of operations
        that ran at the same time.
    """
    found = []
    for record in records:
        for lane in found:
            if lane[-1].end <= record.begin:
                lane.append(record)
                break
        else:
            found.append([record])
    return found
