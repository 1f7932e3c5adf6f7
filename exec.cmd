@rem The shells of other systems have exec, by which a script becomes the process that npm signals; this one runs it.
@%*
